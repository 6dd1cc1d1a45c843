// to[outer, row] = from[outer, row] for rows of `bytes` bytes; the steps, in bytes, say how far both sides move on from
// one outer part and row to the next; a source with steps of 0 is repeated. A range counts rows, `middle` to an outer part.
export function copyRows(
  start: i32, end: i32, thread: i32, from: usize, fromOuter: usize, fromStep: usize, to: usize, toOuter: usize,
  toStep: usize, middle: i32, bytes: usize,
): void {
  for (let row = start; row < end; row++) {
    const outer = <usize>(row / middle);
    const inner = <usize>(row % middle);
    memory.copy(to + outer * toOuter + inner * toStep, from + outer * fromOuter + inner * fromStep, bytes);
  }
}
