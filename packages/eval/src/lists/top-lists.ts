/** The best items of some users, best first. */
export interface TopLists {
  /** Dense user index of each list: `[lists]`. */
  readonly users: Int32Array;
  /** Length of each list. */
  readonly k: number;
  /** Dense item indices, `[lists * k]`, row by row; -1 behind the last item of a list that is not full. */
  readonly items: Int32Array;
}
