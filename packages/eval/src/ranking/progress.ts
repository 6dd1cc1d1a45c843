/** Tells how far ranking has come. */
export interface RankEvent {
  readonly type: 'ranked';
  /** Users done so far. */
  readonly users: number;
  /** Users in all. */
  readonly of: number;
  /** Estimate from the time so far; 0 at the end. */
  readonly secondsLeft: number;
}

/** Starts the clock for an amount of users and returns what makes the events. */
export function createProgress(of: number): (done: number) => RankEvent {
  const start = performance.now();
  return (done) => {
    const seconds = (performance.now() - start) / 1000;
    return { type: 'ranked', users: done, of, secondsLeft: (seconds / done) * (of - done) };
  };
}
