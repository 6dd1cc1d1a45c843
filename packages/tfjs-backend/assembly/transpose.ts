import { at, turn } from './vector';

// out[batch, column, row] = x[batch, row, column]. A range counts bands of 4 rows of out, over all batches.
export function transpose(start: i32, end: i32, thread: i32, x: usize, rows: i32, columns: i32, out: usize): void {
  const stride: usize = (<usize>columns) << 2;
  const outStride: usize = (<usize>rows) << 2;
  const bands = (columns + 3) / 4;
  for (let n = start; n < end; n++) {
    const batch = n / bands;
    const column = (n % bands) * 4;
    const from = at(x, (batch * rows) * columns + column);
    const to = at(out, (batch * columns + column) * rows);
    const wide = min(4, columns - column);
    let row: i32 = 0;
    if (wide == 4) {
      for (; row + 4 <= rows; row += 4) turn(from + <usize>row * stride, stride, at(to, row), outStride);
    }
    for (; row < rows; row++) {
      for (let c = 0; c < wide; c++) {
        store<f32>(at(to + <usize>c * outStride, row), load<f32>(at(from + <usize>row * stride, c)));
      }
    }
  }
}
