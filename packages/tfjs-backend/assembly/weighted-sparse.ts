import { addScaled } from './vector';

// Rows [start, end) of out = M x, for M in compressed rows with weights and x [.., d].
// Sixteen columns at a time stay in registers while the edges of a row pass.
export function sparseMatMul(
  start: i32, end: i32, thread: i32, d: i32, indptr: usize, indices: usize, weights: usize, x: usize, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const whole = d & ~15;
  for (let row = start; row < end; row++) {
    const first = load<i32>(indptr + ((<usize>row) << 2));
    const last = load<i32>(indptr + ((<usize>row) << 2), 4);
    const to = out + <usize>row * stride;
    for (let c = 0; c < whole; c += 16) {
      const offset: usize = (<usize>c) << 2;
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
      for (let edge = first; edge < last; edge++) {
        const w = v128.load_splat<f32>(weights + ((<usize>edge) << 2));
        const from = x + <usize>load<i32>(indices + ((<usize>edge) << 2)) * stride + offset;
        s0 = f32x4.add(s0, f32x4.mul(w, v128.load(from, 0)));
        s1 = f32x4.add(s1, f32x4.mul(w, v128.load(from, 16)));
        s2 = f32x4.add(s2, f32x4.mul(w, v128.load(from, 32)));
        s3 = f32x4.add(s3, f32x4.mul(w, v128.load(from, 48)));
      }
      v128.store(to + offset, s0, 0);
      v128.store(to + offset, s1, 16);
      v128.store(to + offset, s2, 32);
      v128.store(to + offset, s3, 48);
    }
    if (whole == d) continue;
    const offset: usize = (<usize>whole) << 2;
    memory.fill(to + offset, 0, stride - offset);
    for (let edge = first; edge < last; edge++) {
      const from = x + <usize>load<i32>(indices + ((<usize>edge) << 2)) * stride + offset;
      addScaled(to + offset, from, load<f32>(weights + ((<usize>edge) << 2)), d - whole);
    }
  }
}
