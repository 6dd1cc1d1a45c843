/**
 * Measures the top-k list of one user.
 *
 * @param hits by rank, 1 where the item of that rank is relevant and 0 elsewhere; at least `k` long
 * @param relevant number of the user's relevant items, above 0
 * @param k how many ranks count
 * @returns a value in [0, 1]
 */
export type Metric = (hits: Uint8Array, relevant: number, k: number) => number;
