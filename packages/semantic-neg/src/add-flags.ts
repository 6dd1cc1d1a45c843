import type { NegativeFlag, NegativePair, NegativeSet } from './negative-set.ts';

/** Adds what a filter finds to what others found before; a flag stands once, however often a filter runs. */
export function addFlags(
  negatives: NegativeSet,
  flagsOf: (pair: NegativePair) => readonly NegativeFlag[],
): NegativeSet {
  const pairs = negatives.pairs.map((pair) => ({
    ...pair,
    flags: [...new Set([...(pair.flags ?? []), ...flagsOf(pair)])],
  }));
  return { ...negatives, pairs };
}
