import { at } from './vector';

// Operations of two operands: 0 add, 1 subtract, 2 multiply, 3 divide, 4 maximum, 5 minimum, 6 squared difference,
// 7 gradient of ELU from dy and y; then comparisons, with a byte for each entry: 8 >, 9 >=, 10 <, 11 <=, 12 =, 13 not =.
// The numbers are those of the table in src/ops/elementwise.ts.
const comparisons: i32 = 8;

// @ts-ignore: decorator
@inline
function apply(operation: i32, x: v128, y: v128): v128 {
  if (operation == 0) return f32x4.add(x, y);
  if (operation == 1) return f32x4.sub(x, y);
  if (operation == 2) return f32x4.mul(x, y);
  if (operation == 3) return f32x4.div(x, y);
  if (operation == 4) return f32x4.max(x, y);
  if (operation == 5) return f32x4.min(x, y);
  if (operation == 6) return f32x4.mul(f32x4.sub(x, y), f32x4.sub(x, y));
  if (operation == 7) {
    return v128.bitselect(x, f32x4.mul(x, f32x4.add(y, f32x4.splat(1))), f32x4.ge(y, f32x4.splat(0)));
  }
  if (operation == 8) return f32x4.gt(x, y);
  if (operation == 9) return f32x4.ge(x, y);
  if (operation == 10) return f32x4.lt(x, y);
  if (operation == 11) return f32x4.le(x, y);
  if (operation == 12) return f32x4.eq(x, y);
  return f32x4.ne(x, y);
}

// Four results at out[n..n + 3].
// @ts-ignore: decorator
@inline
function storeFour(operation: i32, out: usize, n: i32, x: v128, y: v128): void {
  const result = apply(operation, x, y);
  if (operation < comparisons) v128.store(at(out, n), result);
  else {
    const narrow = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(result, result), result);
    v128.store_lane<u32>(out + <usize>n, v128.and(narrow, i8x16.splat(1)), 0);
  }
}

// One result at out[n].
// @ts-ignore: decorator
@inline
function storeOne(operation: i32, out: usize, n: i32, x: v128, y: v128): void {
  const result = apply(operation, x, y);
  if (operation < comparisons) v128.store_lane<f32>(at(out, n), result, 0);
  else store<u8>(out + <usize>n, <u8>(i32x4.extract_lane(result, 0) & 1));
}

// One row of results from position n on; an operand with step 0 has one value for all of them.
// @ts-ignore: decorator
@inline
function combineRow(operation: i32, a: usize, aStep: i32, b: usize, bStep: i32, out: usize, n: i32, end: i32): void {
  let p: i32 = 0;
  if (aStep == 0 && bStep != 0) {
    const x = v128.load_splat<f32>(a);
    for (; n + 4 <= end; n += 4, p += 4) storeFour(operation, out, n, x, v128.load(at(b, p)));
  } else if (aStep != 0 && bStep == 0) {
    const y = v128.load_splat<f32>(b);
    for (; n + 4 <= end; n += 4, p += 4) storeFour(operation, out, n, v128.load(at(a, p)), y);
  } else if (aStep != 0) {
    for (; n + 4 <= end; n += 4, p += 4) storeFour(operation, out, n, v128.load(at(a, p)), v128.load(at(b, p)));
  }
  for (; n < end; n++, p++) {
    const x = v128.load_splat<f32>(at(a, p * aStep));
    storeOne(operation, out, n, x, v128.load_splat<f32>(at(b, p * bStep)));
  }
}

// @ts-ignore: decorator
@inline
function combineRows(
  operation: i32, start: i32, end: i32, a: usize, aOuter: i32, aMiddle: i32, aStep: i32, b: usize, bOuter: i32,
  bMiddle: i32, bStep: i32, out: usize, middle: i32, width: i32, size: i32,
): void {
  for (let row = start; row < end; row++) {
    const outer = row / middle;
    const inner = row % middle;
    const first = row * width;
    const x = at(a, outer * aOuter + inner * aMiddle);
    const y = at(b, outer * bOuter + inner * bMiddle);
    combineRow(operation, x, aStep, y, bStep, out, first, min(first + width, size));
  }
}

// out[row, n] = operation(a, b) with broadcasting. `size` results lie in rows of `width`, of which every `middle` make
// one outer part; the steps say how far an operand moves on from one outer part, row and entry to the next.
export function combine(
  start: i32, end: i32, thread: i32, operation: i32, a: usize, aOuter: i32, aMiddle: i32, aStep: i32, b: usize,
  bOuter: i32, bMiddle: i32, bStep: i32, out: usize, middle: i32, width: i32, size: i32,
): void {
  switch (operation) {
    case 0: return combineRows(0, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 1: return combineRows(1, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 2: return combineRows(2, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 3: return combineRows(3, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 4: return combineRows(4, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 5: return combineRows(5, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 6: return combineRows(6, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 7: return combineRows(7, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 8: return combineRows(8, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 9: return combineRows(9, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 10: return combineRows(10, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 11: return combineRows(11, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    case 12: return combineRows(12, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
    default: return combineRows(13, start, end, a, aOuter, aMiddle, aStep, b, bOuter, bMiddle, bStep, out, middle, width, size);
  }
}

// out[n] = condition[n] ? a[n] : b[n], with a byte for each condition.
export function select(start: i32, end: i32, thread: i32, condition: usize, a: usize, b: usize, out: usize): void {
  let n = start;
  for (; n + 4 <= end; n += 4) {
    const bytes = v128.load32_zero(condition + <usize>n);
    const mask = i32x4.neg(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes)));
    v128.store(at(out, n), v128.bitselect(v128.load(at(a, n)), v128.load(at(b, n)), mask));
  }
  for (; n < end; n++) store<f32>(at(out, n), load<u8>(condition + <usize>n) ? load<f32>(at(a, n)) : load<f32>(at(b, n)));
}
