import type { NegativeFlag, NegativePair, NegativeSet } from './negative-set.ts';

/** What {@link dropFlagged} made of a set; both parts have all texts, so that embeddings still fit. */
export interface FilteredNegatives {
  readonly kept: NegativeSet;
  /** The dropped pairs, with their flags: what `negativeEvidence` learns from. */
  readonly rejected: NegativeSet;
}

/**
 * Divides a set by flags. What is dropped is counted in the `coverage` of the kept, by the first of `flags` that a
 * pair carries.
 *
 * @example
 * ```ts
 * const { kept, rejected } = dropFlagged(flagged, ['is-positive', 'out-of-catalogue']);
 * kept.coverage; // { pairs: 20000, covered: 19100, uncovered: { 'is-positive': 800, 'out-of-catalogue': 100 } }
 * ```
 */
export function dropFlagged(negatives: NegativeSet, flags: readonly NegativeFlag[]): FilteredNegatives {
  const kept: NegativePair[] = [];
  const rejected: NegativePair[] = [];
  const uncovered = { ...negatives.coverage.uncovered };
  for (const pair of negatives.pairs) {
    const reason = flags.find((flag) => pair.flags?.includes(flag));
    (reason ? rejected : kept).push(pair);
    if (reason) uncovered[reason] = (uncovered[reason] ?? 0) + 1;
  }
  const { pairs } = negatives.coverage;
  return {
    kept: { ...negatives, pairs: kept, coverage: { pairs, covered: kept.length, uncovered } },
    rejected: {
      ...negatives,
      pairs: rejected,
      coverage: {
        pairs,
        covered: rejected.length,
        uncovered: { 'not-rejected': pairs - rejected.length },
      },
    },
  };
}
