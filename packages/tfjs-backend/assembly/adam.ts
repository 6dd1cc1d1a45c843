// One Adam step of `count` entries: m, v and the parameter in one pass. `rate` holds both bias corrections:
// p -= rate * m / (sqrt(v) + epsilonHat).
// @ts-ignore: decorator
@inline
function update(
  parameter: usize, m: usize, v: usize, gradient: usize, count: i32, beta1: f32, beta2: f32, rate: f32, epsilonHat: f32,
): void {
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2);
  const r = f32x4.splat(rate), e = f32x4.splat(epsilonHat);
  let n = 0;
  for (; n + 4 <= count; n += 4) {
    const o: usize = (<usize>n) << 2;
    const g = v128.load(gradient + o);
    const first = f32x4.add(f32x4.mul(b1, v128.load(m + o)), f32x4.mul(c1, g));
    const second = f32x4.add(f32x4.mul(b2, v128.load(v + o)), f32x4.mul(c2, f32x4.mul(g, g)));
    v128.store(m + o, first);
    v128.store(v + o, second);
    const step = f32x4.div(f32x4.mul(r, first), f32x4.add(f32x4.sqrt(second), e));
    v128.store(parameter + o, f32x4.sub(v128.load(parameter + o), step));
  }
  for (; n < count; n++) {
    const o: usize = (<usize>n) << 2;
    const g = load<f32>(gradient + o);
    const first: f32 = beta1 * load<f32>(m + o) + (1 - beta1) * g;
    const second: f32 = beta2 * load<f32>(v + o) + (1 - beta2) * (g * g);
    store<f32>(m + o, first);
    store<f32>(v + o, second);
    const step: f32 = (rate * first) / (sqrt<f32>(second) + epsilonHat);
    store<f32>(parameter + o, load<f32>(parameter + o) - step);
  }
}

// Entries [start, end).
export function adam(
  start: i32, end: i32, thread: i32, parameter: usize, m: usize, v: usize, gradient: usize,
  beta1: f32, beta2: f32, rate: f32, epsilonHat: f32,
): void {
  const o: usize = (<usize>start) << 2;
  update(parameter + o, m + o, v + o, gradient + o, end - start, beta1, beta2, rate, epsilonHat);
}

// Rows rows[start, end), which do not repeat, of tables with d columns; gradient: [.., d], one row for each listed one.
export function adamRows(
  start: i32, end: i32, thread: i32, rows: usize, d: i32, parameter: usize, m: usize, v: usize, gradient: usize,
  beta1: f32, beta2: f32, rate: f32, epsilonHat: f32,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let n = start; n < end; n++) {
    const o = <usize>load<i32>(rows + ((<usize>n) << 2)) * stride;
    update(parameter + o, m + o, v + o, gradient + <usize>n * stride, d, beta1, beta2, rate, epsilonHat);
  }
}
