/**
 * Repeats some work and returns the highest rate of one time: what a machine can do while nothing else runs on it.
 *
 * @param work returns how much it did
 */
export function bestRate(milliseconds: number, work: () => number): number {
  let best = 0;
  const end = performance.now() + milliseconds;
  for (let before = performance.now(); before < end; ) {
    const done = work();
    const now = performance.now();
    best = Math.max(best, (done * 1000) / (now - before));
    before = now;
  }
  return best;
}
