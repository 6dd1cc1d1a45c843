import { at } from './vector';

// Reductions: 0 sum, 1 maximum, 2 minimum. The numbers are those of the table in src/ops/reduce.ts.
// Sums are computed in double precision. A maximum or minimum with NaN is NaN.
// The order of the terms depends on the shape alone.

// @ts-ignore: decorator
@inline
export function highDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(i32x4.shuffle(x, x, 2, 3, 2, 3));
}

// @ts-ignore: decorator
@inline
function extreme(operation: i32, x: v128, y: v128): v128 {
  return operation == 1 ? f32x4.max(x, y) : f32x4.min(x, y);
}

// The sum of `count` floats.
// @ts-ignore: decorator
@inline
function sumOfRow(x: usize, count: i32): f64 {
  let s0 = f64x2.splat(0);
  let s1 = s0, s2 = s0, s3 = s0;
  let n: i32 = 0;
  for (; n + 8 <= count; n += 8) {
    const a = v128.load(at(x, n));
    const b = v128.load(at(x, n), 16);
    s0 = f64x2.add(s0, f64x2.promote_low_f32x4(a));
    s1 = f64x2.add(s1, highDoubles(a));
    s2 = f64x2.add(s2, f64x2.promote_low_f32x4(b));
    s3 = f64x2.add(s3, highDoubles(b));
  }
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  for (; n < count; n++) sum += <f64>load<f32>(at(x, n));
  return sum;
}

// The maximum or minimum of `count` floats, at least one.
// @ts-ignore: decorator
@inline
export function extremeOfRow(operation: i32, x: usize, count: i32): f32 {
  let s0 = v128.load_splat<f32>(x);
  let s1 = s0;
  let n: i32 = 0;
  for (; n + 8 <= count; n += 8) {
    s0 = extreme(operation, s0, v128.load(at(x, n)));
    s1 = extreme(operation, s1, v128.load(at(x, n), 16));
  }
  for (; n < count; n++) s0 = extreme(operation, s0, v128.load_splat<f32>(at(x, n)));
  const s = extreme(operation, s0, s1);
  const t = extreme(operation, s, i32x4.shuffle(s, s, 2, 3, 0, 1));
  return f32x4.extract_lane(extreme(operation, t, i32x4.shuffle(t, t, 1, 0, 3, 2)), 0);
}

// out[row] = the reduction of row `row` of `width` floats, of which there are `size` in all, times scale.
export function reduceRows(
  start: i32, end: i32, thread: i32, operation: i32, x: usize, width: i32, size: i32, scale: f64, out: usize,
): void {
  for (let row = start; row < end; row++) {
    const from = at(x, row * width);
    const count = min(width, size - row * width);
    const to = at(out, row);
    if (operation == 0) store<f32>(to, <f32>(sumOfRow(from, count) * scale));
    else if (operation == 1) store<f32>(to, extremeOfRow(1, from, count));
    else store<f32>(to, extremeOfRow(2, from, count));
  }
}

// Sums of four neighbouring columns, times scale.
// @ts-ignore: decorator
@inline
function sumOfColumns(x: usize, rows: i32, stride: usize, scale: v128): v128 {
  let low = f64x2.splat(0);
  let high = low;
  for (let row = 0; row < rows; row++, x += stride) {
    const v = v128.load(x);
    low = f64x2.add(low, f64x2.promote_low_f32x4(v));
    high = f64x2.add(high, highDoubles(v));
  }
  low = f32x4.demote_f64x2_zero(f64x2.mul(low, scale));
  high = f32x4.demote_f64x2_zero(f64x2.mul(high, scale));
  return i64x2.shuffle(low, high, 0, 2);
}

// Maxima or minima of four neighbouring columns.
// @ts-ignore: decorator
@inline
function extremeOfColumns(operation: i32, x: usize, rows: i32, stride: usize): v128 {
  let s = v128.load(x);
  for (let row = 1; row < rows; row++) {
    x += stride;
    s = extreme(operation, s, v128.load(x));
  }
  return s;
}

function reduceColumn(operation: i32, x: usize, rows: i32, stride: usize, scale: f64): f32 {
  if (operation == 0) {
    let sum: f64 = 0;
    for (let row = 0; row < rows; row++, x += stride) sum += <f64>load<f32>(x);
    return <f32>(sum * scale);
  }
  let s = load<f32>(x);
  for (let row = 1; row < rows; row++) {
    x += stride;
    s = operation == 1 ? max(s, load<f32>(x)) : min(s, load<f32>(x));
  }
  return s;
}

// out[outer, inner] = the reduction of x[outer, :, inner] over `rows`, times scale. A range counts strips of 16 columns,
// over all outer parts.
export function reduceColumns(
  start: i32, end: i32, thread: i32, operation: i32, x: usize, rows: i32, inner: i32, scale: f64, out: usize,
): void {
  const stride: usize = (<usize>inner) << 2;
  const scales = f64x2.splat(scale);
  const strips = (inner + 15) / 16;
  for (let n = start; n < end; n++) {
    const outer = n / strips;
    let column = (n % strips) * 16;
    const last = min(column + 16, inner);
    const from = at(x, outer * rows * inner);
    const to = at(out, outer * inner);
    for (; column + 4 <= last; column += 4) {
      const strip = at(from, column);
      if (operation == 0) v128.store(at(to, column), sumOfColumns(strip, rows, stride, scales));
      else if (operation == 1) v128.store(at(to, column), extremeOfColumns(1, strip, rows, stride));
      else v128.store(at(to, column), extremeOfColumns(2, strip, rows, stride));
    }
    for (; column < last; column++) {
      store<f32>(at(to, column), reduceColumn(operation, at(from, column), rows, stride, scale));
    }
  }
}
