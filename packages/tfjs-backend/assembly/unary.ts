import { exp, expm1, log, log1p, sigmoid, softplus, tanh } from './math';
import { at } from './vector';

// The numbers of the operations are those of the table in src/ops/unary.ts.
// @ts-ignore: decorator
@inline
function apply(operation: i32, x: v128, p: v128, q: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (operation == 0) return f32x4.neg(x);
  if (operation == 1) return f32x4.abs(x);
  if (operation == 2) return f32x4.mul(x, x);
  if (operation == 3) return f32x4.sqrt(x);
  if (operation == 4) return f32x4.div(one, f32x4.sqrt(x));
  if (operation == 5) return f32x4.div(one, x);
  if (operation == 6) return exp(x);
  if (operation == 7) return expm1(x);
  if (operation == 8) return log(x);
  if (operation == 9) return log1p(x);
  if (operation == 10) return sigmoid(x);
  if (operation == 11) return softplus(x);
  if (operation == 12) return tanh(x);
  if (operation == 13) return f32x4.max(x, zero);
  // Leaky ReLU with slope p.
  if (operation == 14) return v128.bitselect(f32x4.mul(p, x), x, f32x4.lt(x, zero));
  // ELU.
  if (operation == 15) return v128.bitselect(x, expm1(x), f32x4.ge(x, zero));
  // Step: 1 above 0, else p.
  if (operation == 16) return v128.bitselect(v128.bitselect(one, p, f32x4.gt(x, zero)), x, f32x4.eq(x, x));
  // Sign, 0 for NaN.
  if (operation == 17) return v128.or(v128.and(f32x4.gt(x, zero), one), v128.and(f32x4.lt(x, zero), f32x4.splat(-1)));
  // Clip to p..q.
  return v128.bitselect(q, v128.bitselect(p, x, f32x4.lt(x, p)), f32x4.gt(x, q));
}

// @ts-ignore: decorator
@inline
function each(operation: i32, start: i32, end: i32, x: usize, out: usize, p: f32, q: f32): void {
  const u = f32x4.splat(p);
  const v = f32x4.splat(q);
  let n = start;
  for (; n + 4 <= end; n += 4) v128.store(at(out, n), apply(operation, v128.load(at(x, n)), u, v));
  // The same arithmetic as above, so that no bit depends on where a range ends.
  for (; n < end; n++) v128.store_lane<f32>(at(out, n), apply(operation, v128.load_splat<f32>(at(x, n)), u, v), 0);
}

// out[n] = operation(x[n]); p and q are parameters of some operations.
export function map(
  start: i32, end: i32, thread: i32, operation: i32, x: usize, out: usize, p: f32, q: f32,
): void {
  switch (operation) {
    case 0: return each(0, start, end, x, out, p, q);
    case 1: return each(1, start, end, x, out, p, q);
    case 2: return each(2, start, end, x, out, p, q);
    case 3: return each(3, start, end, x, out, p, q);
    case 4: return each(4, start, end, x, out, p, q);
    case 5: return each(5, start, end, x, out, p, q);
    case 6: return each(6, start, end, x, out, p, q);
    case 7: return each(7, start, end, x, out, p, q);
    case 8: return each(8, start, end, x, out, p, q);
    case 9: return each(9, start, end, x, out, p, q);
    case 10: return each(10, start, end, x, out, p, q);
    case 11: return each(11, start, end, x, out, p, q);
    case 12: return each(12, start, end, x, out, p, q);
    case 13: return each(13, start, end, x, out, p, q);
    case 14: return each(14, start, end, x, out, p, q);
    case 15: return each(15, start, end, x, out, p, q);
    case 16: return each(16, start, end, x, out, p, q);
    case 17: return each(17, start, end, x, out, p, q);
    default: return each(18, start, end, x, out, p, q);
  }
}
