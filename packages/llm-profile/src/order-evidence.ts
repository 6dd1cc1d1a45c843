import { createRandom } from '@hnlm/core';
import { chooseByText, type TextChoice } from './text-choice.ts';

/**
 * Which evidence a prompt shows first, and so what stays when the budget is short:
 * - `varied`: one of each rating in turn, the rating with the most evidence first; within a rating the longest review
 *   first. Praise and complaints both get in.
 * - `newest`: the latest first, where times are known.
 * - `random`: by seed and content alone; the control of the others.
 * - a function: what it chooses comes first, for instance what repeats itself least.
 */
export type EvidenceOrder = 'varied' | 'newest' | 'random' | TextChoice;

/** One interaction as a prompt would show it. */
export interface Evidence {
  /** What the prompt says of it: plain JSON without ids. */
  readonly shown: { readonly review?: string; readonly [field: string]: unknown };
  readonly rating?: number;
  /** Unix seconds. */
  readonly time?: number;
}

/**
 * Puts evidence in order, that with a review before that without. Ties are broken by a hash of seed and content, so the
 * result depends on neither the order of the input nor on ids. What says the same twice is kept once. `count` is how many
 * a function may choose; the others follow.
 */
export function orderEvidence(
  evidence: readonly Evidence[],
  order: EvidenceOrder,
  seed: number | string,
  count = evidence.length,
): Evidence[] {
  const random = createRandom(seed);
  const distinct = new Map<string, Evidence>();
  for (const entry of evidence) {
    const content = JSON.stringify(entry.shown);
    if ((distinct.get(content)?.time ?? -Infinity) <= (entry.time ?? -Infinity)) distinct.set(content, entry);
  }
  const ordered = [...distinct]
    .map(([content, entry]) => ({ content, entry, draw: random.split(content).bits() }))
    .sort((one, other) => one.draw - other.draw || (one.content < other.content ? -1 : 1))
    .map(({ entry }) => entry);
  if (order === 'newest') ordered.sort((one, other) => (other.time ?? 0) - (one.time ?? 0));
  const has = (wanted: boolean) => ordered.filter(({ shown }) => (shown.review !== undefined) === wanted);
  const parts = [has(true), has(false)];
  return parts.flatMap((part) => {
    if (order === 'varied') return dealByRating(part);
    if (typeof order !== 'function' || part.length === 0) return part;
    const first = chooseByText(part, ({ shown }) => JSON.stringify(shown), count, order);
    return [...new Set([...first, ...part])];
  });
}

/** Deals one of each rating in turn, the largest group first, and the longest review of a group first. */
function dealByRating(evidence: readonly Evidence[]): Evidence[] {
  const groups = [...Map.groupBy(evidence, ({ rating }) => rating)].sort(
    ([one, ones], [other, others]) => others.length - ones.length || (other ?? 0) - (one ?? 0),
  );
  const length = ({ shown }: Evidence) => shown.review?.length ?? 0;
  const hands = groups.map(([, group]) => group.toSorted((one, other) => length(other) - length(one)));
  const dealt: Evidence[] = [];
  for (let round = 0; dealt.length < evidence.length; round++) {
    for (const hand of hands) if (round < hand.length) dealt.push(hand[round]);
  }
  return dealt;
}
