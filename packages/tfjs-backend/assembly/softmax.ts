import { exp } from './math';
import { extremeOfRow, highDoubles } from './reduce';
import { at } from './vector';

// out[row] = e^(x[row] - m) / sum of e^(x[row] - m), with m the maximum of the row; the sum in double precision.
export function softmax(start: i32, end: i32, thread: i32, x: usize, width: i32, out: usize): void {
  for (let row = start; row < end; row++) {
    const from = at(x, row * width);
    const to = at(out, row * width);
    const largest = f32x4.splat(extremeOfRow(1, from, width));
    let low = f64x2.splat(0);
    let high = low;
    let n: i32 = 0;
    for (; n + 4 <= width; n += 4) {
      const e = exp(f32x4.sub(v128.load(at(from, n)), largest));
      v128.store(at(to, n), e);
      low = f64x2.add(low, f64x2.promote_low_f32x4(e));
      high = f64x2.add(high, highDoubles(e));
    }
    const four = f64x2.add(low, high);
    let sum = f64x2.extract_lane(four, 0) + f64x2.extract_lane(four, 1);
    for (; n < width; n++) {
      const e = f32x4.extract_lane(exp(f32x4.sub(v128.load_splat<f32>(at(from, n)), largest)), 0);
      store<f32>(at(to, n), e);
      sum += <f64>e;
    }
    const total = <f32>sum;
    const totals = f32x4.splat(total);
    n = 0;
    for (; n + 4 <= width; n += 4) v128.store(at(to, n), f32x4.div(v128.load(at(to, n)), totals));
    for (; n < width; n++) store<f32>(at(to, n), load<f32>(at(to, n)) / total);
  }
}
