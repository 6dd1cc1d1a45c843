import { at, madd, turn } from './vector';

// c = a b for batches of matrices, in tiles of 4 x 8 that stay in registers. b is first packed in panels of 8 columns, and
// a in panels of 4 rows unless its rows can be read as they are: each panel has the entries of one inner index side by side
// and zeros past the edge. Packing also turns a transposed operand, so that steps (in bytes) are all that tells one layout
// from the other.
// The order in which the terms of an entry are added depends on nothing but k.

const tileRows: i32 = 4;
const tileColumns: i32 = 8;
/** Inner indices at a time: a panel of b of 8 KB stays in the first cache. */
const blockDepth: i32 = 256;
/** Panels of a at a time: 64 rows, 64 KB, stay in the second cache. */
const blockPanels: i32 = 16;

// Packs 4 lines over `depth` inner indices, of which `valid` exist, with `width` bytes from one index to the next.
function packFour(
  source: usize, lineStep: usize, innerStep: usize, valid: i32, depth: i32, target: usize, width: usize,
): void {
  let i: i32 = 0;
  if (valid >= 4 && innerStep == 4) {
    for (; i + 4 <= depth; i += 4) turn(at(source, i), lineStep, target + <usize>i * width, width);
  } else if (valid >= 4 && lineStep == 4) {
    for (; i < depth; i++) v128.store(target + <usize>i * width, v128.load(source + <usize>i * innerStep));
  }
  for (; i < depth; i++) {
    for (let line = 0; line < 4; line++) {
      const value: f32 = line < valid ? load<f32>(source + <usize>line * lineStep + <usize>i * innerStep) : 0;
      store<f32>(at(target + <usize>i * width, line), value);
    }
  }
}

// Packs `panels` panels of 4 neighbouring lines, whose entries of one inner index lie side by side in the source: each inner
// index is read once, from one place.
function packPanels(source: usize, innerStep: usize, panels: i32, depth: i32, target: usize): void {
  const panelBytes: usize = (<usize>depth) << 4;
  for (let i = 0; i < depth; i++) {
    const from = source + <usize>i * innerStep;
    const to = target + ((<usize>i) << 4);
    for (let p = 0; p < panels; p++) v128.store(to + <usize>p * panelBytes, v128.load(from + ((<usize>p) << 4)));
  }
}

// Packs b: out[batch, panel, i, 8]. A range counts panels, over all batches.
export function packColumns(
  start: i32, end: i32, thread: i32, b: usize, batchStep: usize, columnStep: usize, innerStep: usize, n: i32, k: i32,
  out: usize,
): void {
  const panels = (n + tileColumns - 1) / tileColumns;
  for (let p = start; p < end; p++) {
    const column = (p % panels) * tileColumns;
    const source = b + <usize>(p / panels) * batchStep + <usize>column * columnStep;
    const target = out + <usize>p * <usize>k * 32;
    packFour(source, columnStep, innerStep, n - column, k, target, 32);
    packFour(source + 4 * columnStep, columnStep, innerStep, n - column - 4, k, target + 16, 32);
  }
}

// One tile over `depth` inner indices: c = a b, or c += a b where `adds`. The four rows of a lie `rowStep` bytes apart, the
// entries of a row `innerStep`.
// @ts-ignore: decorator
@inline
function tile(
  a: usize, rowStep: usize, innerStep: usize, b: usize, depth: i32, c: usize, stride: usize, adds: bool,
): void {
  let p0 = f32x4.splat(0), p1 = p0, q0 = p0, q1 = p0, r0 = p0, r1 = p0, s0 = p0, s1 = p0;
  let a1 = a + rowStep, a2 = a1 + rowStep, a3 = a2 + rowStep;
  for (const end = b + ((<usize>depth) << 5); b < end; b += 32) {
    const x = v128.load(b);
    const y = v128.load(b, 16);
    const p = v128.load_splat<f32>(a);
    p0 = madd(p, x, p0);
    p1 = madd(p, y, p1);
    const q = v128.load_splat<f32>(a1);
    q0 = madd(q, x, q0);
    q1 = madd(q, y, q1);
    const r = v128.load_splat<f32>(a2);
    r0 = madd(r, x, r0);
    r1 = madd(r, y, r1);
    const s = v128.load_splat<f32>(a3);
    s0 = madd(s, x, s0);
    s1 = madd(s, y, s1);
    a += innerStep, a1 += innerStep, a2 += innerStep, a3 += innerStep;
  }
  const c1 = c + stride, c2 = c1 + stride, c3 = c2 + stride;
  if (adds) {
    p0 = f32x4.add(v128.load(c), p0), p1 = f32x4.add(v128.load(c, 16), p1);
    q0 = f32x4.add(v128.load(c1), q0), q1 = f32x4.add(v128.load(c1, 16), q1);
    r0 = f32x4.add(v128.load(c2), r0), r1 = f32x4.add(v128.load(c2, 16), r1);
    s0 = f32x4.add(v128.load(c3), s0), s1 = f32x4.add(v128.load(c3, 16), s1);
  }
  v128.store(c, p0), v128.store(c, p1, 16);
  v128.store(c1, q0), v128.store(c1, q1, 16);
  v128.store(c2, r0), v128.store(c2, r1, 16);
  v128.store(c3, s0), v128.store(c3, s1, 16);
}

// A tile that sticks out over the edge of c is computed aside.
function edgeTile(
  a: usize, rowStep: usize, innerStep: usize, b: usize, depth: i32, c: usize, stride: usize, adds: bool, rows: i32,
  columns: i32, aside: usize,
): void {
  tile(a, rowStep, innerStep, b, depth, aside, 32, false);
  for (let row = 0; row < min(rows, tileRows); row++) {
    for (let column = 0; column < min(columns, tileColumns); column++) {
      const to = at(c + <usize>row * stride, column);
      const value = load<f32>(at(aside, row * tileColumns + column));
      store<f32>(to, adds ? load<f32>(to) + value : value);
    }
  }
}

// Bytes of scratch that `matMul` needs for each thread.
export function matMulScratch(): i32 {
  return blockPanels * tileRows * blockDepth * 4 + 128;
}

// c[batch, m, n] = a[batch, m, k] b, with b packed, or c += a b where `adds` is 1. A range counts panels of 4 rows, over all batches.
export function matMul(
  start: i32, end: i32, thread: i32, m: i32, n: i32, k: i32, a: usize, aBatchStep: usize, rowStep: usize, innerStep: usize,
  b: usize, bBatchStep: usize, c: usize, scratch: usize, adds: i32,
): void {
  const panels = (m + tileRows - 1) / tileRows;
  const stride: usize = (<usize>n) << 2;
  const packed = scratch + <usize>thread * <usize>matMulScratch();
  const aside = packed + <usize>(blockPanels * tileRows * blockDepth * 4);
  for (let from = start; from < end;) {
    const batch = from / panels;
    const first = from % panels;
    const count = min(blockPanels, min(panels - first, end - from));
    const left = a + <usize>batch * aBatchStep;
    const right = b + <usize>batch * bBatchStep;
    const out = c + <usize>batch * <usize>m * stride;
    for (let inner = 0; inner < k; inner += blockDepth) {
      const depth = min(blockDepth, k - inner);
      const panelBytes: usize = (<usize>depth) << 4;
      const corner = left + <usize>(first * tileRows) * rowStep + <usize>inner * innerStep;
      const whole = max(min(count, m / tileRows - first), 0);
      // Whole panels whose rows are read as they are, or packed at once since they lie side by side.
      const direct = innerStep == 4 ? whole : 0;
      const near = rowStep == 4 ? max(whole, direct) : direct;
      if (near > direct) packPanels(corner, innerStep, near, depth, packed);
      for (let p = near; p < count; p++) {
        const row = (first + p) * tileRows;
        const source = left + <usize>row * rowStep + <usize>inner * innerStep;
        packFour(source, rowStep, innerStep, m - row, depth, packed + <usize>p * panelBytes, 16);
      }
      for (let column = 0; column < n; column += tileColumns) {
        const panel = right + (<usize>column * <usize>k << 2) + ((<usize>inner) << 5);
        for (let p = 0; p < count; p++) {
          const row = (first + p) * tileRows;
          const to = at(out + <usize>row * stride, column);
          const asIs = p < direct;
          const strip = asIs ? corner + <usize>(p * tileRows) * rowStep : packed + <usize>p * panelBytes;
          const line: usize = asIs ? rowStep : 4, step: usize = asIs ? 4 : 16;
          const more = inner > 0 || adds != 0;
          if (row + tileRows <= m && column + tileColumns <= n) tile(strip, line, step, panel, depth, to, stride, more);
          else edgeTile(strip, line, step, panel, depth, to, stride, more, m - row, n - column, aside);
        }
      }
    }
    from += count;
  }
}
