// out = a (operation) b, entry by entry, for arrays of the same length: 0 add, 1 subtract, 2 multiply.
export function combine(operation: i32, a: usize, b: usize, count: i32, out: usize): void {
  let n: i32 = 0;
  for (; n + 4 <= count; n += 4) {
    const o: usize = (<usize>n) << 2;
    const x = v128.load(a + o), y = v128.load(b + o);
    v128.store(out + o, operation == 0 ? f32x4.add(x, y) : operation == 1 ? f32x4.sub(x, y) : f32x4.mul(x, y));
  }
  for (; n < count; n++) {
    const o: usize = (<usize>n) << 2;
    const x = load<f32>(a + o), y = load<f32>(b + o);
    store<f32>(out + o, operation == 0 ? x + y : operation == 1 ? x - y : x * y);
  }
}
