import { addScaled, dot } from './vector';

// out[n] = table[rows[n]]
export function gatherRows(start: i32, end: i32, thread: i32, rows: usize, table: usize, d: i32, out: usize): void {
  const stride: usize = (<usize>d) << 2;
  for (let n = start; n < end; n++) {
    const row = <usize>load<i32>(rows + ((<usize>n) << 2));
    memory.copy(out + <usize>n * stride, table + row * stride, stride);
  }
}

// out[rows[n]] += source[n]; out starts as zeros. Duplicates add up in the order of n.
export function scatterAddRows(rows: usize, count: i32, source: usize, d: i32, out: usize): void {
  const stride: usize = (<usize>d) << 2;
  for (let n = 0; n < count; n++) {
    const row = <usize>load<i32>(rows + ((<usize>n) << 2));
    addScaled(out + row * stride, source + <usize>n * stride, 1, d);
  }
}

// The sum over n of |table[rows[n]]|^2, added up in double precision.
export function sumSquaresOfRows(rows: usize, count: i32, table: usize, d: i32): f32 {
  const stride: usize = (<usize>d) << 2;
  let total: f64 = 0;
  for (let n = 0; n < count; n++) {
    const row = table + <usize>load<i32>(rows + ((<usize>n) << 2)) * stride;
    total += <f64>dot(row, row, d);
  }
  return <f32>total;
}

// out[rows[n]] += scale * table[rows[n]]; out starts as zeros.
export function scatterScaledRows(rows: usize, count: i32, table: usize, d: i32, scale: f32, out: usize): void {
  const stride: usize = (<usize>d) << 2;
  for (let n = 0; n < count; n++) {
    const offset = <usize>load<i32>(rows + ((<usize>n) << 2)) * stride;
    addScaled(out + offset, table + offset, scale, d);
  }
}
