import { insert } from './top-list';
import { at, dot, madd, sumLanes } from './vector';

// For users userRows[start, end): the columns of the `top` highest of `per` candidates, highest first, ties by lower
// column; a score that is no number counts as the lowest. candidates: [.., per]; out: [.., top];
// best: scratch of `top` floats a thread.
export function topCandidates(
  start: i32, end: i32, thread: i32, users: usize, items: usize, userRows: usize, candidates: usize,
  per: i32, top: i32, d: i32, best: usize, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const own = at(best, thread * top);
  for (let n = start; n < end; n++) {
    const user = users + <usize>load<i32>(at(userRows, n)) * stride;
    const rows = at(candidates, n * per);
    const list = at(out, n * top);
    for (let place = 0; place < top; place++) {
      store<f32>(at(own, place), -Infinity);
      store<i32>(at(list, place), i32.MAX_VALUE);
    }
    let column: i32 = 0;
    // Four at a time, so that their rows are fetched side by side.
    for (; column + 4 <= per; column += 4) {
      const row = at(rows, column);
      const i0 = items + <usize>load<i32>(row) * stride, i1 = items + <usize>load<i32>(row, 4) * stride;
      const i2 = items + <usize>load<i32>(row, 8) * stride, i3 = items + <usize>load<i32>(row, 12) * stride;
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
      let c: usize = 0;
      for (; c + 16 <= stride; c += 16) {
        const u = v128.load(user + c);
        s0 = madd(u, v128.load(i0 + c), s0);
        s1 = madd(u, v128.load(i1 + c), s1);
        s2 = madd(u, v128.load(i2 + c), s2);
        s3 = madd(u, v128.load(i3 + c), s3);
      }
      let t0 = sumLanes(s0), t1 = sumLanes(s1), t2 = sumLanes(s2), t3 = sumLanes(s3);
      for (; c < stride; c += 4) {
        const u = load<f32>(user + c);
        t0 += u * load<f32>(i0 + c); t1 += u * load<f32>(i1 + c);
        t2 += u * load<f32>(i2 + c); t3 += u * load<f32>(i3 + c);
      }
      offer(t0, column, top, own, list);
      offer(t1, column + 1, top, own, list);
      offer(t2, column + 2, top, own, list);
      offer(t3, column + 3, top, own, list);
    }
    for (; column < per; column++) {
      offer(dot(user, items + <usize>load<i32>(at(rows, column)) * stride, d), column, top, own, list);
    }
  }
}

// @ts-ignore: decorator
@inline
function offer(score: f32, column: i32, top: i32, best: usize, list: usize): void {
  insert(isNaN(score) ? -Infinity : score, column, top, best, list);
}
