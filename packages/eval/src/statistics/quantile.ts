/** Computes a quantile of ascending values, linear between neighbours (type 7 of Hyndman and Fan 1996, as numpy). */
export function quantile(ascending: Float64Array, probability: number): number {
  const place = probability * (ascending.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
}
