/** What a set of lists, cut at k, comes to. */
export interface ListTotals {
  /** How often each item is recommended, over all lists: `[items]`, those of the subset where one was asked for. */
  readonly recommended: Int32Array;
  /** Relevant items in the lists, over all measured users. */
  readonly hits: number;
  /** Relevant items of all measured users, above 0. */
  readonly relevant: number;
}

/** Measures all lists at once: what has no value for a single user. */
export type SystemMetric = (totals: ListTotals) => number;
