import { HnlmError } from '@hnlm/core';
import type { WeightOf } from './hybrid-negatives.ts';

/** Scores of all items for a user (dense index). */
export type ItemScores = (user: number) => ArrayLike<number>;

/** Options of {@link assistantWeights}. */
export interface AssistantWeightsOptions {
  /** Of the recommender, trained on the train interactions. */
  readonly model: ItemScores;
  /** Of the negative assistant: trained on rejected negatives in place of interactions, so it scores what is like them. */
  readonly assistant: ItemScores;
}

/**
 * Weighs a negative by how much a recommender and a negative assistant disagree on it: the Jensen-Shannon divergence, in
 * bits from 0 to 1, of their probabilities σ(s(u,j) - s(u,i)) that user u prefers negative j to positive i. What the
 * recommender ranks high and is not like rejected negatives weighs most; what both rank high (a false negative, likely) or
 * both low (an easy one) weighs little, and what the assistant alone ranks high weighs nothing. After the self-distillation of "Turning Dust into Gold" (arXiv 2312.12832), which
 * weighs answers by how much a model and its negative assistant diverge; the form is ours.
 *
 * @returns for `lambda` of `hybridNegatives`; it throws HnlmError `SCORE_NOT_FINITE` where a score is no finite number.
 * @example
 * ```ts
 * const lambda = assistantWeights({ model: (user) => model.scores(user), assistant: (user) => assistant.scores(user) });
 * const hybrid = hybridNegatives({ negatives: kept, data, retrieved, lambda });
 * ```
 */
export function assistantWeights({ model, assistant }: AssistantWeightsOptions): WeightOf {
  const preferences = [preference('model', model), preference('assistant', assistant)];
  return (user, positive, item) => {
    const [p, q] = preferences.map((prefers) => prefers(user, positive, item));
    if (q >= p) return 0;
    const middle = (p + q) / 2;
    // Rounding may leave a little below 0.
    return Math.max(0, entropy(middle) - (entropy(p) + entropy(q)) / 2);
  };
}

/** The probability that the negative is preferred, by scores of which those of the last user are kept. */
function preference(name: string, scores: ItemScores): WeightOf {
  let last = -1;
  let row: ArrayLike<number> = [];
  return (user, positive, item) => {
    if (user !== last) [row, last] = [scores(user), user];
    const margin = row[item] - row[positive];
    if (Number.isFinite(margin)) return 1 / (1 + Math.exp(-margin));
    throw new HnlmError(`the scores of the ${name} for user ${user} are not finite`, {
      code: 'SCORE_NOT_FINITE',
      hint: 'Give a finite number for every item.',
      evidence: { user, positive, item },
    });
  };
}

/** Entropy of a coin, in bits. */
function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
}
