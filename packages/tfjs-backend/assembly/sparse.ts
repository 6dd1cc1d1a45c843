// Rows [start, end) of y = A x for a CSR matrix A, and sum += y.
// Columns go in blocks of 32, so that eight vector accumulators stay in registers over a row's edges.
export function propagateRows(
  start: i32, end: i32, indptr: usize, indices: usize, weights: usize, x: usize, d: i32, y: usize, sum: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const first = load<i32>(indptr + ((<usize>row) << 2));
    const last = load<i32>(indptr + ((<usize>row) << 2), 4);
    const out = y + <usize>row * stride;
    const total = sum + <usize>row * stride;
    let c: i32 = 0;
    for (; c + 32 <= d; c += 32) {
      const offset: usize = (<usize>c) << 2;
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
      let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
      for (let edge = first; edge < last; edge++) {
        const source = x + <usize>load<i32>(indices + ((<usize>edge) << 2)) * stride + offset;
        const w = v128.load_splat<f32>(weights + ((<usize>edge) << 2));
        s0 = f32x4.add(s0, f32x4.mul(w, v128.load(source)));
        s1 = f32x4.add(s1, f32x4.mul(w, v128.load(source, 16)));
        s2 = f32x4.add(s2, f32x4.mul(w, v128.load(source, 32)));
        s3 = f32x4.add(s3, f32x4.mul(w, v128.load(source, 48)));
        s4 = f32x4.add(s4, f32x4.mul(w, v128.load(source, 64)));
        s5 = f32x4.add(s5, f32x4.mul(w, v128.load(source, 80)));
        s6 = f32x4.add(s6, f32x4.mul(w, v128.load(source, 96)));
        s7 = f32x4.add(s7, f32x4.mul(w, v128.load(source, 112)));
      }
      const o = out + offset;
      const t = total + offset;
      v128.store(o, s0); v128.store(o, s1, 16); v128.store(o, s2, 32); v128.store(o, s3, 48);
      v128.store(o, s4, 64); v128.store(o, s5, 80); v128.store(o, s6, 96); v128.store(o, s7, 112);
      v128.store(t, f32x4.add(v128.load(t), s0)); v128.store(t, f32x4.add(v128.load(t, 16), s1), 16);
      v128.store(t, f32x4.add(v128.load(t, 32), s2), 32); v128.store(t, f32x4.add(v128.load(t, 48), s3), 48);
      v128.store(t, f32x4.add(v128.load(t, 64), s4), 64); v128.store(t, f32x4.add(v128.load(t, 80), s5), 80);
      v128.store(t, f32x4.add(v128.load(t, 96), s6), 96); v128.store(t, f32x4.add(v128.load(t, 112), s7), 112);
    }
    for (; c < d; c++) {
      const offset: usize = (<usize>c) << 2;
      let s: f32 = 0;
      for (let edge = first; edge < last; edge++) {
        const source = x + <usize>load<i32>(indices + ((<usize>edge) << 2)) * stride + offset;
        s += load<f32>(weights + ((<usize>edge) << 2)) * load<f32>(source);
      }
      store<f32>(out + offset, s);
      store<f32>(total + offset, load<f32>(total + offset) + s);
    }
  }
}
