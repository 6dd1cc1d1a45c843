// Rows [start, end) of c = a b with a [m, k], b [k, n], all row-major.
// A tile of 2 rows x 16 columns keeps eight accumulators in registers.
export function matMul(start: i32, end: i32, thread: i32, k: i32, n: i32, a: usize, b: usize, c: usize): void {
  const aStride: usize = (<usize>k) << 2;
  const bStride: usize = (<usize>n) << 2;
  let row = start;
  for (; row + 2 <= end; row += 2) {
    const a0 = a + <usize>row * aStride;
    const c0 = c + <usize>row * bStride;
    let column: i32 = 0;
    for (; column + 16 <= n; column += 16) {
      const offset: usize = (<usize>column) << 2;
      let p0 = f32x4.splat(0), p1 = f32x4.splat(0), p2 = f32x4.splat(0), p3 = f32x4.splat(0);
      let q0 = f32x4.splat(0), q1 = f32x4.splat(0), q2 = f32x4.splat(0), q3 = f32x4.splat(0);
      for (let i: i32 = 0; i < k; i++) {
        const source = b + <usize>i * bStride + offset;
        const x = v128.load_splat<f32>(a0 + ((<usize>i) << 2));
        const y = v128.load_splat<f32>(a0 + aStride + ((<usize>i) << 2));
        const b0 = v128.load(source), b1 = v128.load(source, 16), b2 = v128.load(source, 32), b3 = v128.load(source, 48);
        p0 = f32x4.add(p0, f32x4.mul(x, b0)); p1 = f32x4.add(p1, f32x4.mul(x, b1));
        p2 = f32x4.add(p2, f32x4.mul(x, b2)); p3 = f32x4.add(p3, f32x4.mul(x, b3));
        q0 = f32x4.add(q0, f32x4.mul(y, b0)); q1 = f32x4.add(q1, f32x4.mul(y, b1));
        q2 = f32x4.add(q2, f32x4.mul(y, b2)); q3 = f32x4.add(q3, f32x4.mul(y, b3));
      }
      const o = c0 + offset;
      v128.store(o, p0); v128.store(o, p1, 16); v128.store(o, p2, 32); v128.store(o, p3, 48);
      const o1 = o + bStride;
      v128.store(o1, q0); v128.store(o1, q1, 16); v128.store(o1, q2, 32); v128.store(o1, q3, 48);
    }
    tail(row, row + 2, column, k, n, a, b, c);
  }
  tail(row, end, 0, k, n, a, b, c);
}

function tail(start: i32, end: i32, from: i32, k: i32, n: i32, a: usize, b: usize, c: usize): void {
  const aStride: usize = (<usize>k) << 2;
  const bStride: usize = (<usize>n) << 2;
  for (let row = start; row < end; row++) {
    const x = a + <usize>row * aStride;
    let column = from;
    for (; column + 4 <= n; column += 4) {
      const offset: usize = (<usize>column) << 2;
      let s = f32x4.splat(0);
      for (let i: i32 = 0; i < k; i++) {
        const w = v128.load_splat<f32>(x + ((<usize>i) << 2));
        s = f32x4.add(s, f32x4.mul(w, v128.load(b + <usize>i * bStride + offset)));
      }
      v128.store(c + <usize>row * bStride + offset, s);
    }
    for (; column < n; column++) {
      const offset: usize = (<usize>column) << 2;
      let s: f32 = 0;
      for (let i: i32 = 0; i < k; i++) s += load<f32>(x + ((<usize>i) << 2)) * load<f32>(b + <usize>i * bStride + offset);
      store<f32>(c + <usize>row * bStride + offset, s);
    }
  }
}
