import { expOfNegative, log } from './math';
import { matMul } from './matmul';
import { extremeOfRow, highDoubles } from './reduce';
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
      const largest = extremeOfRow(1, line, m) * inverseTemperature;
      const sum = exponentials(line, m, inverseTemperature, largest);
      store<f32>(at(inverseSums, row), <f32>(1 / sum));
      const logSum = f32x4.extract_lane(log(f32x4.splat(<f32>sum)), 0);
      store<f32>(at(losses, row), logSum + (largest - ownScore));
    }
  }
}

// line = e^(line * factor - largest); returns the sum.
function exponentials(line: usize, width: i32, factor: f32, largest: f32): f64 {
  const factors = f32x4.splat(factor);
  const top = f32x4.splat(largest);
  let low = f64x2.splat(0);
  let high = low;
  let c: i32 = 0;
  for (; c + 4 <= width; c += 4) {
    const to = at(line, c);
    const e = expOfNegative(f32x4.sub(f32x4.mul(v128.load(to), factors), top));
    v128.store(to, e);
    low = f64x2.add(low, f64x2.promote_low_f32x4(e));
    high = f64x2.add(high, highDoubles(e));
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
