/** Options of a search in a {@link NeighbourIndex}. */
export interface NeighbourSearchOptions {
  readonly signal?: AbortSignal;
  /** Called with how many queries are answered. */
  readonly onProgress?: (done: number) => void;
}

/** Finds the items of a catalogue that are near to texts: what {@link ground} asks, if it is given one. */
export interface NeighbourIndex {
  /** Items of the catalogue. */
  readonly items: number;
  /**
   * Returns the indices of k items near each query by cosine, `[queries * k]`, in any order. Where it finds fewer, -1 or
   * an item once more stands in their place.
   *
   * @param queries unit vectors, row by row
   */
  search(
    queries: Float32Array,
    k: number,
    options?: NeighbourSearchOptions,
  ): Int32Array | Promise<Int32Array>;
}
