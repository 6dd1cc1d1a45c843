import { addScaled, scaleRow } from './vector';

// Products of a sparse matrix in compressed rows with a dense one, row by row of the result: the work can be cut
// between rows anywhere, and the result stays the same to the bit.
// Columns go in blocks of 32, so that eight vector accumulators stay in registers over a row's edges.

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

// y[row] = sum over the row's edges of weight * x[column], plus `scale` * g[place], plus ego[place], where
// place = places[row] and the last two are left out where it is negative. `g` may be 0 (absent), and `ego` too.
// With `sources` not 0, x is compact: the row of column c is sources[c], and edges where that is negative are left out.
export function multiply(
  start: i32, end: i32, indptr: usize, indices: usize, weights: usize, x: usize, d: i32, y: usize,
  sources: usize, places: usize, g: usize, scale: f32, ego: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const first = load<i32>(at(indptr, row));
    const last = load<i32>(at(indptr, row), 4);
    const place = places ? load<i32>(at(places, row)) : -1;
    const out = y + <usize>row * stride;
    sumRow(first, last, indices, weights, x, d, out, sources);
    if (place >= 0) {
      if (g) addScaled(out, g + <usize>place * stride, scale, d);
      if (ego) addScaled(out, ego + <usize>place * stride, 1, d);
    }
  }
}

// out[n] = scale * (the sum over layers of layer[row] + the sum over the row's edges of weight * x[column]) for
// row = rows[n], or n where `rows` is 0. `layers` lists `count` addresses of tables.
export function finishRows(
  start: i32, end: i32, rows: usize, layers: usize, count: i32, indptr: usize, indices: usize, weights: usize,
  x: usize, d: i32, scale: f32, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let n = start; n < end; n++) {
    const row = rows ? load<i32>(at(rows, n)) : n;
    const target = out + <usize>n * stride;
    sumRow(load<i32>(at(indptr, row)), load<i32>(at(indptr, row), 4), indices, weights, x, d, target, 0);
    for (let layer = 0; layer < count; layer++) {
      addScaled(target, <usize>load<i32>(at(layers, layer)) + <usize>row * stride, 1, d);
    }
    scaleRow(target, scale, d);
  }
}

// @ts-ignore: decorator
@inline
function sumRow(
  first: i32, last: i32, indices: usize, weights: usize, x: usize, d: i32, out: usize, sources: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  let c: i32 = 0;
  for (; c + 32 <= d; c += 32) {
    const from = x + ((<usize>c) << 2);
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
    for (let edge = first; edge < last; edge++) {
      let column = load<i32>(at(indices, edge));
      if (sources) {
        column = load<i32>(at(sources, column));
        if (column < 0) continue;
      }
      const source = from + <usize>column * stride;
      const w = v128.load_splat<f32>(at(weights, edge));
      s0 = f32x4.add(s0, f32x4.mul(w, v128.load(source, 0)));
      s1 = f32x4.add(s1, f32x4.mul(w, v128.load(source, 16)));
      s2 = f32x4.add(s2, f32x4.mul(w, v128.load(source, 32)));
      s3 = f32x4.add(s3, f32x4.mul(w, v128.load(source, 48)));
      s4 = f32x4.add(s4, f32x4.mul(w, v128.load(source, 64)));
      s5 = f32x4.add(s5, f32x4.mul(w, v128.load(source, 80)));
      s6 = f32x4.add(s6, f32x4.mul(w, v128.load(source, 96)));
      s7 = f32x4.add(s7, f32x4.mul(w, v128.load(source, 112)));
    }
    const o = out + ((<usize>c) << 2);
    v128.store(o, s0); v128.store(o, s1, 16); v128.store(o, s2, 32); v128.store(o, s3, 48);
    v128.store(o, s4, 64); v128.store(o, s5, 80); v128.store(o, s6, 96); v128.store(o, s7, 112);
  }
  for (; c < d; c++) {
    const from = x + ((<usize>c) << 2);
    let s: f32 = 0;
    for (let edge = first; edge < last; edge++) {
      let column = load<i32>(at(indices, edge));
      if (sources) {
        column = load<i32>(at(sources, column));
        if (column < 0) continue;
      }
      s += load<f32>(at(weights, edge)) * load<f32>(from + <usize>column * stride);
    }
    store<f32>(out + ((<usize>c) << 2), s);
  }
}
