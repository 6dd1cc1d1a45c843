import { at, dot } from './vector';

// out[row] = x[row] / max(|x[row]|, shortest)
export function unitRows(start: i32, end: i32, thread: i32, x: usize, d: i32, shortest: f32, out: usize): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const from = x + <usize>row * stride;
    const to = out + <usize>row * stride;
    const length = max<f32>(sqrt<f32>(dot(from, from, d)), shortest);
    const lengths = f32x4.splat(length);
    let c: i32 = 0;
    for (; c + 4 <= d; c += 4) v128.store(at(to, c), f32x4.div(v128.load(at(from, c)), lengths));
    for (; c < d; c++) store<f32>(at(to, c), load<f32>(at(from, c)) / length);
  }
}

// out[row] = (dy[row] - y (y . dy[row])) / |x[row]| with y = x[row] / |x[row]|; dy[row] / shortest where the row is shorter.
export function unitRowsGradient(
  start: i32, end: i32, thread: i32, x: usize, dy: usize, d: i32, shortest: f32, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const from = x + <usize>row * stride;
    const gradient = dy + <usize>row * stride;
    const to = out + <usize>row * stride;
    const norm = sqrt<f32>(dot(from, from, d));
    const length = max<f32>(norm, shortest);
    const along: f32 = norm < shortest ? 0 : dot(from, gradient, d) / length / length;
    const lengths = f32x4.splat(length);
    const shares = f32x4.splat(along);
    let c: i32 = 0;
    for (; c + 4 <= d; c += 4) {
      const across = f32x4.sub(v128.load(at(gradient, c)), f32x4.mul(shares, v128.load(at(from, c))));
      v128.store(at(to, c), f32x4.div(across, lengths));
    }
    for (; c < d; c++) {
      store<f32>(at(to, c), (load<f32>(at(gradient, c)) - along * load<f32>(at(from, c))) / length);
    }
  }
}
