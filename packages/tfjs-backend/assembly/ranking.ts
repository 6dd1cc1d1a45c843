import { holds } from './holds';
import { insert } from './top-list';
import { at, madd } from './vector';

// Full ranking, fused: scores stay in registers until one of them may enter a list. A tile of 6 users meets panels of 8
// items; both lie by column, [d, 6] and [d, 8], so that one step multiplies a column of the one with that of the other.
//
// Panels are sorted by falling norm. A score is at most the product of the inverses, so a tile is done at the first panel
// whose `reach`, its largest norm with room for rounding, is below k-th score / user's norm for each of the six users.

const tileUsers: i32 = 6;
const panelItems: i32 = 8;
/** Tiles that go through a block of panels together, while it lies in the cache. */
const groupTiles: i32 = 8;
const blockBytes: i32 = 131072;
/** Below it products may be rounded to denormal numbers, and the bound is not used. */
const leastBound: f32 = 1e-30;

// Ranks for the users of tiles [start, end).
// tiles: [tiles, d, 6]; inverses: f64 [tiles * 6], 1 / the users' norms; rows: [tiles * 6], the users' rows in the mask;
// indptr, indices: the mask in compressed rows; panels: [panels, d, 8]; reach: f64 [panels]; order: [panels * 8], the item in
// each place, -1 in places that fill up the last panel; cuts: f64 [tiles], zeros, where a tile's scan ends;
// scores: scratch of 64 floats a thread; best: [tiles * 6, k], -Infinity; lists: [tiles * 6, k], -1.
export function rankTopK(
  start: i32, end: i32, thread: i32, tiles: usize, inverses: usize, rows: usize, indptr: usize, indices: usize,
  panels: usize, reach: usize, order: usize, panelCount: i32, d: i32, k: i32,
  cuts: usize, scores: usize, best: usize, lists: usize,
): void {
  const blockPanels = max(1, blockBytes / (d * panelItems * 4));
  const own = at(scores, thread * 64);
  for (let group = start; group < end; group += groupTiles) {
    const last = min(group + groupTiles, end);
    for (let from: i32 = 0; from < panelCount; from += blockPanels) {
      const to = min(from + blockPanels, panelCount);
      let open = false;
      for (let tile = group; tile < last; tile++) {
        if (load<f64>(reach + ((<usize>from) << 3)) < load<f64>(cuts + ((<usize>tile) << 3))) continue;
        open = true;
        rankTile(tile, from, to, tiles, inverses, rows, indptr, indices, panels, reach, order, d, k, cuts, own, best, lists);
      }
      if (!open) break;
    }
  }
}

function rankTile(
  tile: i32, from: i32, to: i32, tiles: usize, inverses: usize, rows: usize, indptr: usize, indices: usize,
  panels: usize, reach: usize, order: usize, d: i32, k: i32, cuts: usize, scores: usize, best: usize, lists: usize,
): void {
  const users = at(tiles, tile * tileUsers * d);
  const columns = users + <usize>d * 24;
  const stride = (<usize>k) << 2;
  const ends = at(best, (tile * tileUsers + 1) * k - 1);
  let cut = load<f64>(cuts + ((<usize>tile) << 3));
  let item = at(panels, from * panelItems * d);
  for (let panel = from; panel < to; panel++) {
    if (load<f64>(reach + ((<usize>panel) << 3)) < cut) return;
    let a0 = f32x4.splat(0), a1 = f32x4.splat(0), b0 = f32x4.splat(0), b1 = f32x4.splat(0);
    let c0 = f32x4.splat(0), c1 = f32x4.splat(0), d0 = f32x4.splat(0), d1 = f32x4.splat(0);
    let e0 = f32x4.splat(0), e1 = f32x4.splat(0), f0 = f32x4.splat(0), f1 = f32x4.splat(0);
    for (let user = users; user < columns; user += 24) {
      const i0 = v128.load(item), i1 = v128.load(item, 16);
      const a = v128.load_splat<f32>(user), b = v128.load_splat<f32>(user, 4), c = v128.load_splat<f32>(user, 8);
      a0 = madd(a, i0, a0); a1 = madd(a, i1, a1);
      b0 = madd(b, i0, b0); b1 = madd(b, i1, b1);
      c0 = madd(c, i0, c0); c1 = madd(c, i1, c1);
      const x = v128.load_splat<f32>(user, 12), y = v128.load_splat<f32>(user, 16), z = v128.load_splat<f32>(user, 20);
      d0 = madd(x, i0, d0); d1 = madd(x, i1, d1);
      e0 = madd(y, i0, e0); e1 = madd(y, i1, e1);
      f0 = madd(z, i0, f0); f1 = madd(z, i1, f1);
      item += 32;
    }
    const a = v128.load_splat<f32>(ends), b = v128.load_splat<f32>(ends + stride);
    const c = v128.load_splat<f32>(ends + 2 * stride), x = v128.load_splat<f32>(ends + 3 * stride);
    const y = v128.load_splat<f32>(ends + 4 * stride), z = v128.load_splat<f32>(ends + 5 * stride);
    const ab = v128.or(v128.or(f32x4.ge(a0, a), f32x4.ge(a1, a)), v128.or(f32x4.ge(b0, b), f32x4.ge(b1, b)));
    const cd = v128.or(v128.or(f32x4.ge(c0, c), f32x4.ge(c1, c)), v128.or(f32x4.ge(d0, x), f32x4.ge(d1, x)));
    const ef = v128.or(v128.or(f32x4.ge(e0, y), f32x4.ge(e1, y)), v128.or(f32x4.ge(f0, z), f32x4.ge(f1, z)));
    if (!v128.any_true(v128.or(v128.or(ab, cd), ef))) continue;
    v128.store(scores, a0, 0); v128.store(scores, a1, 16); v128.store(scores, b0, 32); v128.store(scores, b1, 48);
    v128.store(scores, c0, 64); v128.store(scores, c1, 80); v128.store(scores, d0, 96); v128.store(scores, d1, 112);
    v128.store(scores, e0, 128); v128.store(scores, e1, 144); v128.store(scores, f0, 160); v128.store(scores, f1, 176);
    offerAll(tile, scores, at(order, panel * panelItems), rows, indptr, indices, k, best, lists);
    cut = cutOf(tile, inverses, k, best);
    store<f64>(cuts + ((<usize>tile) << 3), cut);
  }
}

// Offers the scores of a tile with a panel to the lists that they may enter.
function offerAll(
  tile: i32, scores: usize, items: usize, rows: usize, indptr: usize, indices: usize, k: i32, best: usize, lists: usize,
): void {
  for (let n = tile * tileUsers; n < (tile + 1) * tileUsers; n++, scores += 32) {
    const least = v128.load_splat<f32>(at(best, (n + 1) * k - 1));
    const first = i32x4.bitmask(f32x4.ge(v128.load(scores), least));
    const second = i32x4.bitmask(f32x4.ge(v128.load(scores, 16), least));
    const row = load<i32>(at(rows, n));
    const low = load<i32>(at(indptr, row)), high = load<i32>(at(indptr, row), 4);
    for (let lanes = first | (second << 4); lanes; lanes &= lanes - 1) {
      const lane = ctz(lanes);
      const item = load<i32>(at(items, lane));
      if (item < 0 || holds(indices, low, high, item)) continue;
      insert(load<f32>(at(scores, lane)), item, k, at(best, n * k), at(lists, n * k));
    }
  }
}

// The norm of an item that no user of a tile can reach the k-th score without; 0 while one of them needs any item.
function cutOf(tile: i32, inverses: usize, k: i32, best: usize): f64 {
  let cut: f64 = Infinity;
  for (let n = tile * tileUsers; n < (tile + 1) * tileUsers; n++) {
    const least = load<f32>(at(best, (n + 1) * k - 1));
    if (!(least > leastBound)) return 0;
    cut = min(cut, <f64>least * load<f64>(inverses + ((<usize>n) << 3)));
  }
  return cut;
}
