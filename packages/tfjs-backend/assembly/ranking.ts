import { sumLanes } from './vector';

// Full ranking for users rows[start, end): scores every item, leaves out the masked ones, keeps the k best,
// best first, ties by lower item. `scores` is scratch of `count` floats; `best` is scratch of k floats.
// out: [.., k] item indices, -1 where fewer than k items remain. Returns -1, or a user with a score that is no number.
export function rankTopK(
  start: i32, end: i32, rows: usize, users: usize, items: usize, count: i32, d: i32,
  maskIndptr: usize, maskIndices: usize, k: i32, scores: usize, best: usize, out: usize,
): i32 {
  const stride: usize = (<usize>d) << 2;
  for (let n = start; n < end; n++) {
    const row = load<i32>(rows + ((<usize>n) << 2));
    const user = users + <usize>row * stride;
    if (!scoreAll(user, items, count, d, scores)) return row;
    const last = load<i32>(maskIndptr + ((<usize>row) << 2), 4);
    for (let m = load<i32>(maskIndptr + ((<usize>row) << 2)); m < last; m++) {
      store<f32>(scores + ((<usize>load<i32>(maskIndices + ((<usize>m) << 2))) << 2), -Infinity);
    }
    const list = out + (<usize>(n * k) << 2);
    let kept: i32 = 0;
    let least: f32 = -Infinity;
    for (let item = 0; item < count; item++) {
      const score = load<f32>(scores + ((<usize>item) << 2));
      if (score > least || (kept < k && score > -Infinity)) {
        let place = kept < k ? kept++ : k - 1;
        while (place > 0 && load<f32>(best + ((<usize>(place - 1)) << 2)) < score) {
          store<f32>(best + ((<usize>place) << 2), load<f32>(best + ((<usize>(place - 1)) << 2)));
          store<i32>(list + ((<usize>place) << 2), load<i32>(list + ((<usize>(place - 1)) << 2)));
          place--;
        }
        store<f32>(best + ((<usize>place) << 2), score);
        store<i32>(list + ((<usize>place) << 2), item);
        if (kept == k) least = load<f32>(best + ((<usize>(k - 1)) << 2));
      }
    }
    for (; kept < k; kept++) store<i32>(list + ((<usize>kept) << 2), -1);
  }
  return -1;
}

// Four items at a time share the loads of the user's vector. False if a score is not finite.
function scoreAll(user: usize, items: usize, count: i32, d: i32, scores: usize): bool {
  const stride: usize = (<usize>d) << 2;
  const vectors = d & ~3;
  let check: f32 = 0;
  let item: i32 = 0;
  for (; item + 4 <= count; item += 4) {
    const i0 = items + <usize>item * stride, i1 = i0 + stride, i2 = i1 + stride, i3 = i2 + stride;
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let c: i32 = 0;
    for (; c < vectors; c += 4) {
      const o: usize = (<usize>c) << 2;
      const u = v128.load(user + o);
      s0 = f32x4.add(s0, f32x4.mul(u, v128.load(i0 + o)));
      s1 = f32x4.add(s1, f32x4.mul(u, v128.load(i1 + o)));
      s2 = f32x4.add(s2, f32x4.mul(u, v128.load(i2 + o)));
      s3 = f32x4.add(s3, f32x4.mul(u, v128.load(i3 + o)));
    }
    let t0 = sumLanes(s0), t1 = sumLanes(s1), t2 = sumLanes(s2), t3 = sumLanes(s3);
    for (; c < d; c++) {
      const o: usize = (<usize>c) << 2;
      const u = load<f32>(user + o);
      t0 += u * load<f32>(i0 + o); t1 += u * load<f32>(i1 + o); t2 += u * load<f32>(i2 + o); t3 += u * load<f32>(i3 + o);
    }
    const o: usize = scores + ((<usize>item) << 2);
    store<f32>(o, t0); store<f32>(o, t1, 4); store<f32>(o, t2, 8); store<f32>(o, t3, 12);
    check += (t0 - t0) + (t1 - t1) + (t2 - t2) + (t3 - t3);
  }
  for (; item < count; item++) {
    const i0 = items + <usize>item * stride;
    let s = f32x4.splat(0);
    let c: i32 = 0;
    for (; c < vectors; c += 4) {
      const o: usize = (<usize>c) << 2;
      s = f32x4.add(s, f32x4.mul(v128.load(user + o), v128.load(i0 + o)));
    }
    let t = sumLanes(s);
    for (; c < d; c++) t += load<f32>(user + ((<usize>c) << 2)) * load<f32>(i0 + ((<usize>c) << 2));
    store<f32>(scores + ((<usize>item) << 2), t);
    check += t - t;
  }
  return check == 0;
}
