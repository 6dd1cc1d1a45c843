import { HnlmError } from '@hnlm/core';
import { type ShareWithInterval, shareWithInterval } from '../statistics/share-with-interval.ts';
import { normaliseText } from './normalise-text.ts';

/** Answers of a model to one question under different evidence; leave out what was not asked. */
export interface EvidenceTrial {
  /** Answer to the evidence as it is. */
  readonly original: string;
  /** Answer to the same evidence, asked again: what differs here is chance. */
  readonly repeated?: string;
  /** Answer after a fact that decides it was swapped: it should change. */
  readonly swapped?: string;
  /** Answer after irrelevant facts were added: it should stay. */
  readonly enriched?: string;
}

/** How far a model follows the evidence that it is given. */
export interface EvidenceAudit {
  /** Share of swaps that the answer did not follow. */
  readonly ignoredSwap: ShareWithInterval;
  /** Share of irrelevant additions that changed the answer. */
  readonly distracted: ShareWithInterval;
  /** Share of all perturbed answers, swapped and enriched, that do not follow from their evidence. */
  readonly hallucinated: ShareWithInterval;
  /** Share of repetitions that changed the answer: the noise that `distracted` stands out from or not. */
  readonly unstable: ShareWithInterval;
}

/** Options of {@link evidenceAudit}. */
export interface EvidenceAuditOptions {
  /**
   * Says whether two answers mean the same. By default, if they have the same words in the same order; for generated
   * items, better whether they are grounded in the same item.
   */
  readonly same?: (first: string, second: string) => boolean;
}

/**
 * Measures how often a model's answers do not follow from the evidence, by perturbing it: swapped facts, and irrelevant
 * ones added (after ReEval, Yu et al. 2024, arXiv 2310.12516, who perturb the evidence of questions in both ways). For
 * hard negatives, the evidence is a profile or history, the swap changes one taste in it, and the answer is the
 * negative. A model that answers the same whatever it reads writes from memory.
 *
 * @throws HnlmError `AUDIT_EMPTY` if no trial has a perturbed answer
 * @example
 * ```ts
 * const trials = [{ original: 'Alien', swapped: 'Alien', enriched: 'alien' }];
 * evidenceAudit(trials).hallucinated.share; // 0.5: the swap was not followed
 * ```
 */
export function evidenceAudit(
  trials: readonly EvidenceTrial[],
  { same = (first, second) => normaliseText(first) === normaliseText(second) }: EvidenceAuditOptions = {},
): EvidenceAudit {
  const compared = (name: 'repeated' | 'swapped' | 'enriched') => {
    const answers = trials.flatMap(({ original, [name]: answer }) =>
      answer === undefined ? [] : [same(original, answer)],
    );
    const kept = answers.filter((answer) => answer).length;
    return { kept, changed: answers.length - kept, of: answers.length };
  };
  const [repeated, swapped, enriched] = [compared('repeated'), compared('swapped'), compared('enriched')];
  const perturbed = swapped.of + enriched.of;
  if (perturbed === 0) {
    throw new HnlmError(`none of ${trials.length} trials has an answer to swapped or enriched evidence`, {
      code: 'AUDIT_EMPTY',
      hint: 'Ask the model again after perturbing its evidence.',
      evidence: { trials: trials.length },
    });
  }
  return {
    ignoredSwap: shareWithInterval(swapped.kept, swapped.of),
    distracted: shareWithInterval(enriched.changed, enriched.of),
    hallucinated: shareWithInterval(swapped.kept + enriched.changed, perturbed),
    unstable: shareWithInterval(repeated.changed, repeated.of),
  };
}
