import { expOfNegative, log } from './math';
import { matMul } from './matmul';
import { highDoubles } from './reduce';
import { addScaled, at } from './vector';

/** Panels of 4 rows whose scores are computed before they are read again, so that they come from a near cache. */
const panelsAtOnce: i32 = 8;

// scores = anchors others^T, [n, m], then e^(score / t - largest of the row) in their place. inverseSums[row] = 1 / the sum
// of a row, losses[row] = -log(the share of own[row]). `packed` holds others^T (see packColumns), `scratch` is that of
// matMul. A range counts panels of 4 rows.
export function contrast(
  start: i32, end: i32, thread: i32, n: i32, m: i32, d: i32, anchors: usize, packed: usize, own: usize,
  inverseTemperature: f32, scores: usize, inverseSums: usize, losses: usize, scratch: usize,
): void {
  for (let panel = start; panel < end; panel += panelsAtOnce) {
    const last = min(panel + panelsAtOnce, end);
    matMul(panel, last, thread, n, m, d, anchors, 0, (<usize>d) << 2, 4, packed, 0, scores, scratch, 0);
    for (let row = panel << 2; row < min(last << 2, n); row++) {
      const line = scores + ((<usize>row * <usize>m) << 2);
      const ownScore = load<f32>(at(line, load<i32>(at(own, row)))) * inverseTemperature;
      const largest = largestOf(line, m) * inverseTemperature;
      const sum = exponentials(line, m, inverseTemperature, largest);
      store<f32>(at(inverseSums, row), <f32>(1 / sum));
      const logSum = f32x4.extract_lane(log(f32x4.splat(<f32>sum)), 0);
      store<f32>(at(losses, row), logSum + (largest - ownScore));
    }
  }
}

// The largest of `width` scores, at least one. One that is no number counts as none; its exponential is no number then.
function largestOf(line: usize, width: i32): f32 {
  let s0 = v128.load_splat<f32>(line);
  let s1 = s0, s2 = s0, s3 = s0;
  let c: i32 = 0;
  for (; c + 16 <= width; c += 16) {
    const from = at(line, c);
    s0 = f32x4.pmax(s0, v128.load(from));
    s1 = f32x4.pmax(s1, v128.load(from, 16));
    s2 = f32x4.pmax(s2, v128.load(from, 32));
    s3 = f32x4.pmax(s3, v128.load(from, 48));
  }
  for (; c < width; c++) s0 = f32x4.pmax(s0, v128.load_splat<f32>(at(line, c)));
  const s = f32x4.pmax(f32x4.pmax(s0, s1), f32x4.pmax(s2, s3));
  const t = f32x4.pmax(s, i32x4.shuffle(s, s, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(t, i32x4.shuffle(t, t, 1, 0, 3, 2)), 0);
}

// line = e^(line * factor - largest); returns the sum.
function exponentials(line: usize, width: i32, factor: f32, largest: f32): f64 {
  const factors = f32x4.splat(factor);
  const top = f32x4.splat(largest);
  let low = f64x2.splat(0);
  let high = low;
  let c: i32 = 0;
  for (; c + 16 <= width; c += 16) {
    const to = at(line, c);
    const e0 = expOfNegative(f32x4.sub(f32x4.mul(v128.load(to), factors), top));
    const e1 = expOfNegative(f32x4.sub(f32x4.mul(v128.load(to, 16), factors), top));
    v128.store(to, e0);
    v128.store(to, e1, 16);
    const e2 = expOfNegative(f32x4.sub(f32x4.mul(v128.load(to, 32), factors), top));
    const e3 = expOfNegative(f32x4.sub(f32x4.mul(v128.load(to, 48), factors), top));
    v128.store(to, e2, 32);
    v128.store(to, e3, 48);
    const four = f32x4.add(f32x4.add(e0, e1), f32x4.add(e2, e3));
    low = f64x2.add(low, f64x2.promote_low_f32x4(four));
    high = f64x2.add(high, highDoubles(four));
  }
  const four = f64x2.add(low, high);
  let sum = f64x2.extract_lane(four, 0) + f64x2.extract_lane(four, 1);
  for (; c < width; c++) {
    const to = at(line, c);
    const e = f32x4.extract_lane(expOfNegative(f32x4.sub(f32x4.mul(v128.load_splat<f32>(to), factors), top)), 0);
    store<f32>(to, e);
    sum += <f64>e;
  }
  return sum;
}

// out[row] = factor * dy[row] * scales[row] * table[row]
export function scaleRows(
  start: i32, end: i32, thread: i32, table: usize, d: i32, dy: usize, scales: usize, factor: f32, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const offset = <usize>row * stride;
    memory.fill(out + offset, 0, stride);
    addScaled(out + offset, table + offset, factor * load<f32>(at(dy, row)) * load<f32>(at(scales, row)), d);
  }
}

// out[row] = factor * dy[row] * (scales[row] * out[row] - others[own[row]])
export function anchorGradient(
  start: i32, end: i32, thread: i32, others: usize, d: i32, own: usize, dy: usize, scales: usize, factor: f32, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = start; row < end; row++) {
    const to = out + <usize>row * stride;
    const ownRow = others + <usize>load<i32>(at(own, row)) * stride;
    const scale = load<f32>(at(scales, row));
    const whole: f32 = factor * load<f32>(at(dy, row));
    for (let c = 0; c < d; c++) store<f32>(at(to, c), whole * (scale * load<f32>(at(to, c)) - load<f32>(at(ownRow, c))));
  }
}

// out[own[row]] -= factor * dy[row] * anchors[row], row after row.
export function subtractOwn(count: i32, anchors: usize, d: i32, own: usize, dy: usize, factor: f32, out: usize): void {
  const stride: usize = (<usize>d) << 2;
  for (let row = 0; row < count; row++) {
    const to = out + <usize>load<i32>(at(own, row)) * stride;
    addScaled(to, anchors + <usize>row * stride, -factor * load<f32>(at(dy, row)), d);
  }
}
