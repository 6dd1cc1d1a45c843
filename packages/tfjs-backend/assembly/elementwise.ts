// Operations: 0 add, 1 subtract, 2 multiply, 3 divide.
// @ts-ignore: decorator
@inline
function vector(operation: i32, x: v128, y: v128): v128 {
  return operation == 0 ? f32x4.add(x, y) : operation == 1 ? f32x4.sub(x, y) : operation == 2 ? f32x4.mul(x, y) : f32x4.div(x, y);
}

// @ts-ignore: decorator
@inline
function scalar(operation: i32, x: f32, y: f32): f32 {
  return operation == 0 ? x + y : operation == 1 ? x - y : operation == 2 ? x * y : x / y;
}

// Both operands have `count` entries.
export function combine(operation: i32, a: usize, b: usize, count: i32, out: usize): void {
  let n: i32 = 0;
  for (; n + 4 <= count; n += 4) {
    const o: usize = (<usize>n) << 2;
    v128.store(out + o, vector(operation, v128.load(a + o), v128.load(b + o)));
  }
  for (; n < count; n++) {
    const o: usize = (<usize>n) << 2;
    store<f32>(out + o, scalar(operation, load<f32>(a + o), load<f32>(b + o)));
  }
}

// One operand has one entry a row: the right one, or the left one where `left` is 1. With `step` 0 it has one in all.
export function combineRows(
  operation: i32, full: usize, single: usize, rows: i32, width: i32, step: i32, left: i32, out: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const one = load<f32>(single + ((<usize>(row * step)) << 2));
    const ones = f32x4.splat(one);
    const start: usize = (<usize>(row * width)) << 2;
    let n: i32 = 0;
    for (; n + 4 <= width; n += 4) {
      const o = start + ((<usize>n) << 2);
      const x = v128.load(full + o);
      v128.store(out + o, left ? vector(operation, ones, x) : vector(operation, x, ones));
    }
    for (; n < width; n++) {
      const o = start + ((<usize>n) << 2);
      const x = load<f32>(full + o);
      store<f32>(out + o, left ? scalar(operation, one, x) : scalar(operation, x, one));
    }
  }
}
