import { contains, HnlmError, type TrainView } from '@hnlm/core';
import type { NegativeFlag, NegativeSet } from './negative-set.ts';

/** Soft evidence that a user wants an item after all. */
export interface NegativeEvidence {
  /** Original id. */
  readonly user: string;
  /** Original id; never a train item of the user. */
  readonly item: string;
  /** How much it weighs, 0 to 1: of several rejections as 1 - (1 - a)(1 - b)... */
  readonly weight: number;
  /** Why texts near the item were rejected, and how often. */
  readonly reasons: Readonly<Partial<Record<NegativeFlag, number>>>;
}

/** Options of {@link negativeEvidence}. */
export interface NegativeEvidenceOptions {
  /** Rejected pairs with their flags, from `dropFlagged`; grounded. */
  readonly rejected: NegativeSet;
  readonly data: TrainView;
  /**
   * What a rejection says about the items near the text, at cosine 1, by flag. By default (ours): `wanted` .5,
   * `near-profile` .3, `too-near` and `is-positive` .2. Flags without a number say nothing: such texts are bad, not wanted.
   */
  readonly strengths?: Readonly<Partial<Record<NegativeFlag, number>>>;
}

/** The default of {@link NegativeEvidenceOptions.strengths}. */
const usualStrengths: Readonly<Partial<Record<NegativeFlag, number>>> = {
  wanted: 0.5,
  'near-profile': 0.3,
  'too-near': 0.2,
  'is-positive': 0.2,
};

/**
 * Turns rejected negatives into what they show: a text that was rejected because the user would want it points to
 * the catalogue items near it, each by its cosine times the strength of the strongest reason. After "Turning Dust into
 * Gold" (arXiv 2312.12832), which learns from wrong answers; this is the data for such an assistant, or for the
 * false-negative odds of `rewardNegatives`.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if a strength is not from 0 to 1.
 * @example
 * ```ts
 * const evidence = negativeEvidence({ rejected, data });
 * const falseNegatives = falseNegativeOdds({ evidence, data });
 * const negatives = rewardNegatives({ data, scores, falseNegatives, random });
 * ```
 */
export function negativeEvidence(options: NegativeEvidenceOptions): NegativeEvidence[] {
  const { rejected, data, strengths = usualStrengths } = options;
  for (const [flag, strength] of Object.entries(strengths)) {
    if (strength >= 0 && strength <= 1) continue;
    throw new HnlmError(`the strength of "${flag}" is ${strength}`, {
      code: 'NEGATIVES_OPTION',
      hint: 'Set it to a number from 0 to 1.',
    });
  }
  const found = new Map<string, NegativeEvidence>();
  for (const { user, text, flags = [] } of rejected.pairs) {
    const row = data.users.indexOf(user);
    const strength = Math.max(0, ...flags.map((flag) => strengths[flag] ?? 0));
    if (row === undefined || strength === 0) continue;
    for (const { item, similarity } of rejected.texts[text].grounded ?? []) {
      const column = data.items.indexOf(item);
      if (column === undefined || contains(data.interactions, row, column)) continue;
      const weight = strength * Math.min(1, Math.max(0, similarity));
      if (weight === 0) continue;
      const key = JSON.stringify([user, item]);
      const before = found.get(key) ?? { user, item, weight: 0, reasons: {} };
      const reasons = { ...before.reasons };
      for (const flag of flags) {
        if ((strengths[flag] ?? 0) > 0) reasons[flag] = (reasons[flag] ?? 0) + 1;
      }
      found.set(key, { user, item, weight: 1 - (1 - before.weight) * (1 - weight), reasons });
    }
  }
  return [...found.values()];
}
