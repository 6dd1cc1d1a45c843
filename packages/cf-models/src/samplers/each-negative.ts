/** Begins the plan of a sampler that makes each negative of a positive by itself. */
export function eachNegative(negatives: number): string {
  return negatives === 1 ? 'each positive' : `each of ${negatives} negatives of a positive`;
}
