/** Distinct rows in the order of their first occurrence, and where each entry of the lists is among them. */
export interface DistinctRows {
  readonly rows: Int32Array;
  /** Parallel to each list. */
  readonly places: readonly Int32Array[];
}

/** Finds the distinct rows of some lists, so that each is computed once. */
export function distinctRows(...lists: readonly Int32Array[]): DistinctRows {
  const placeOf = new Map<number, number>();
  const places = lists.map((list) =>
    list.map((row) => {
      let place = placeOf.get(row);
      if (place === undefined) {
        place = placeOf.size;
        placeOf.set(row, place);
      }
      return place;
    }),
  );
  return { rows: Int32Array.from(placeOf.keys()), places };
}
