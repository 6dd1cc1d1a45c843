import type { Random, TrainView } from '@hnlm/core';
import { applySwaps, possibleSwaps, preferredSwaps } from './attribute-swaps.ts';
import { checkCounts } from './check-counts.ts';
import { collectNegatives, type PairOutcome, usersByItem } from './collect-negatives.ts';
import type { ConceptSource } from './concept-source.ts';
import type { NegativeSet } from './negative-set.ts';
import { shareTexts } from './share-texts.ts';
import { valueTaste } from './value-taste.ts';

/** Options of {@link swapAttributes}. */
export interface SwapAttributesOptions {
  readonly data: TrainView;
  readonly concepts: ConceptSource;
  /** Attributes to swap; the fewer, the nearer the text is to its positive. 1 by default. */
  readonly k?: number;
  /** Most distinct texts, shared by users of the same positive with a similar aversion; 3,000 by default. */
  readonly maxTexts?: number;
  /** Orders the values between which a history does not decide. */
  readonly random: Random;
}

/**
 * Makes hard negatives offline: each positive with `k` of its attributes swapped for values that the user's train
 * history lacks although the catalogue offers them. No language model takes part. The idea of editing few nodes of
 * a concept tree is from Concept-as-Tree (arXiv 2503.12999); the choice by history is ours.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if `k` or `maxTexts` is below 1.
 * @example
 * ```ts
 * const { dataset, concepts } = simulateWorld({ seed: 1 });
 * const negatives = swapAttributes({ data: dataset.train, concepts, random: createRandom(1).split('swap') });
 * negatives.coverage; // { pairs: 20000, covered: 20000, uncovered: {} }
 * negatives.texts[negatives.pairs[0].text].text; // "Plastic dinosaur puzzle for toddlers"
 * ```
 */
export function swapAttributes(options: SwapAttributesOptions): NegativeSet {
  const { data, concepts, k = 1, maxTexts = 3000, random } = options;
  checkCounts({ k, maxTexts });
  const taste = valueTaste(data, concepts);
  const groups = usersByItem(data).map((users, item) => {
    const concept = concepts.of(item);
    if (!concept) return { users, candidates: [] };
    const possible = possibleSwaps(concepts, concept, random.split(data.items.ids[item]));
    return { users, candidates: preferredSwaps(users, possible, taste, k) };
  });
  const shared = shareTexts(
    groups.map(({ users, candidates }) => ({
      members: users.length,
      candidates: candidates.length,
      suits: (member, candidate) =>
        candidates[candidate].reduce((sum, { to }) => sum + taste.aversion(users[member], to), 0),
    })),
    maxTexts,
  );

  const outcomes = groups.map(({ users, candidates }, item) => {
    const concept = concepts.of(item);
    const texts = shared[item].chosen.map((candidate): PairOutcome => {
      const swaps = candidates[candidate];
      const text = concept ? concepts.describe(applySwaps(concept, swaps)) : '';
      return { text, provenance: { generator: 'swap-attributes', swaps } };
    });
    const reason = !concept ? 'no-concept' : candidates.length === 0 ? 'no-alternative' : 'over-budget';
    return new Map(users.map((user, member) => [user, texts[shared[item].choice[member]] ?? { reason }]));
  });
  return collectNegatives(data, outcomes);
}
