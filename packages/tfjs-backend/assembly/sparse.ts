import { addScaled, scaleRow } from './vector';

// Products of the normalised adjacency with a table, row by row of the result: the work can be cut between rows
// anywhere, and the result stays the same to the bit.
// The weight of an edge is the product of a scale of its row and one of its column, 1/sqrt(degree). Tables between two
// products are held scaled, so that the loop over edges only adds: memory, not arithmetic, is what it waits for.

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

// y[row] = rowScales[row] * (the sum over the row's edges of x[column]) + g[place] + ego[place], where
// place = places[row]; the last two are left out where it is negative, or where they are 0 (absent).
// `sourceScales`, if not 0: x[column] counts times sourceScales[column]. `sourcePlaces`, if not 0: x is compact, the
// row of a column is sourcePlaces[column], and edges where that is negative are left out.
export function multiply(
  start: i32, end: i32, indptr: usize, indices: usize, x: usize, d: i32, y: usize, rowScales: usize,
  sourceScales: usize, sourcePlaces: usize, places: usize, g: usize, ego: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const out = y + <usize>row * stride;
    sumRow(
      load<i32>(at(indptr, row)), load<i32>(at(indptr, row), 4), indices, x, d, out, load<f32>(at(rowScales, row)),
      sourceScales, sourcePlaces,
    );
    const place = places ? load<i32>(at(places, row)) : -1;
    if (place >= 0) {
      addScaled(out, g + <usize>place * stride, 1, d);
      if (ego) addScaled(out, ego + <usize>place * stride, 1, d);
    }
  }
}

// out[n] = scale * (first[row] + roots[row] * (the sum of inner[row] over inner layers) + rowScales[row] * (the sum over
// the row's edges of x[column])), for row = rows[n], or n where `rows` is 0. `inner` lists `count` addresses of tables.
export function finishRows(
  start: i32, end: i32, rows: usize, first: usize, inner: usize, count: i32, roots: usize, indptr: usize, indices: usize,
  x: usize, d: i32, rowScales: usize, sourceScales: usize, scale: f32, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let n = start; n < end; n++) {
    const row = rows ? load<i32>(at(rows, n)) : n;
    const target = out + <usize>n * stride;
    sumRow(
      load<i32>(at(indptr, row)), load<i32>(at(indptr, row), 4), indices, x, d, target, load<f32>(at(rowScales, row)),
      sourceScales, 0,
    );
    const root = load<f32>(at(roots, row));
    for (let layer = 0; layer < count; layer++) {
      addScaled(target, <usize>load<i32>(at(inner, layer)) + <usize>row * stride, root, d);
    }
    addScaled(target, first + <usize>row * stride, 1, d);
    scaleRow(target, scale, d);
  }
}

// Columns go in blocks of 32: eight vector accumulators stay in registers over a row's edges, and a pass reads only half
// of a usual table, which the cache keeps better. Two edges at a time keep more loads under way.
// @ts-ignore: decorator
@inline
function sumRow(
  first: i32, last: i32, indices: usize, x: usize, d: i32, out: usize, rowScale: f32, sourceScales: usize, places: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  let c: i32 = 0;
  for (; c + 32 <= d; c += 32) {
    const from = x + ((<usize>c) << 2);
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let s4 = f32x4.splat(0);
    let s5 = f32x4.splat(0);
    let s6 = f32x4.splat(0);
    let s7 = f32x4.splat(0);
    let edge = first;
    if (sourceScales) {
      for (; edge < last; edge++) {
        const column = load<i32>(at(indices, edge));
        const source = from + <usize>column * stride;
        const w = v128.load_splat<f32>(at(sourceScales, column));
        s0 = f32x4.add(s0, f32x4.mul(w, v128.load(source, 0)));
        s1 = f32x4.add(s1, f32x4.mul(w, v128.load(source, 16)));
        s2 = f32x4.add(s2, f32x4.mul(w, v128.load(source, 32)));
        s3 = f32x4.add(s3, f32x4.mul(w, v128.load(source, 48)));
        s4 = f32x4.add(s4, f32x4.mul(w, v128.load(source, 64)));
        s5 = f32x4.add(s5, f32x4.mul(w, v128.load(source, 80)));
        s6 = f32x4.add(s6, f32x4.mul(w, v128.load(source, 96)));
        s7 = f32x4.add(s7, f32x4.mul(w, v128.load(source, 112)));
      }
    } else if (places) {
      for (; edge < last; edge++) {
        const place = load<i32>(at(places, load<i32>(at(indices, edge))));
        if (place < 0) continue;
        const source = from + <usize>place * stride;
        s0 = f32x4.add(s0, v128.load(source, 0));
        s1 = f32x4.add(s1, v128.load(source, 16));
        s2 = f32x4.add(s2, v128.load(source, 32));
        s3 = f32x4.add(s3, v128.load(source, 48));
        s4 = f32x4.add(s4, v128.load(source, 64));
        s5 = f32x4.add(s5, v128.load(source, 80));
        s6 = f32x4.add(s6, v128.load(source, 96));
        s7 = f32x4.add(s7, v128.load(source, 112));
      }
    } else {
      for (; edge + 2 <= last; edge += 2) {
        const p = from + <usize>load<i32>(at(indices, edge)) * stride;
        const q = from + <usize>load<i32>(at(indices, edge), 4) * stride;
        s0 = f32x4.add(f32x4.add(s0, v128.load(p, 0)), v128.load(q, 0));
        s1 = f32x4.add(f32x4.add(s1, v128.load(p, 16)), v128.load(q, 16));
        s2 = f32x4.add(f32x4.add(s2, v128.load(p, 32)), v128.load(q, 32));
        s3 = f32x4.add(f32x4.add(s3, v128.load(p, 48)), v128.load(q, 48));
        s4 = f32x4.add(f32x4.add(s4, v128.load(p, 64)), v128.load(q, 64));
        s5 = f32x4.add(f32x4.add(s5, v128.load(p, 80)), v128.load(q, 80));
        s6 = f32x4.add(f32x4.add(s6, v128.load(p, 96)), v128.load(q, 96));
        s7 = f32x4.add(f32x4.add(s7, v128.load(p, 112)), v128.load(q, 112));
      }
      if (edge < last) {
        const source = from + <usize>load<i32>(at(indices, edge)) * stride;
        s0 = f32x4.add(s0, v128.load(source, 0));
        s1 = f32x4.add(s1, v128.load(source, 16));
        s2 = f32x4.add(s2, v128.load(source, 32));
        s3 = f32x4.add(s3, v128.load(source, 48));
        s4 = f32x4.add(s4, v128.load(source, 64));
        s5 = f32x4.add(s5, v128.load(source, 80));
        s6 = f32x4.add(s6, v128.load(source, 96));
        s7 = f32x4.add(s7, v128.load(source, 112));
      }
    }
    const o = out + ((<usize>c) << 2);
    const r = f32x4.splat(rowScale);
    v128.store(o, f32x4.mul(r, s0), 0);
    v128.store(o, f32x4.mul(r, s1), 16);
    v128.store(o, f32x4.mul(r, s2), 32);
    v128.store(o, f32x4.mul(r, s3), 48);
    v128.store(o, f32x4.mul(r, s4), 64);
    v128.store(o, f32x4.mul(r, s5), 80);
    v128.store(o, f32x4.mul(r, s6), 96);
    v128.store(o, f32x4.mul(r, s7), 112);
  }
  for (; c < d; c++) {
    const from = x + ((<usize>c) << 2);
    let s: f32 = 0;
    for (let edge = first; edge < last; edge++) {
      let column = load<i32>(at(indices, edge));
      const w: f32 = sourceScales ? load<f32>(at(sourceScales, column)) : 1;
      if (places) {
        column = load<i32>(at(places, column));
        if (column < 0) continue;
      }
      s += w * load<f32>(from + <usize>column * stride);
    }
    store<f32>(out + ((<usize>c) << 2), rowScale * s);
  }
}
