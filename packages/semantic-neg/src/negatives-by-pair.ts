import { HnlmError } from '@hnlm/core';
import type { NegativeSet } from './negative-set.ts';

/** Finds the text of a pair by its original ids. */
export interface NegativesByPair {
  /** Returns the index of the pair's text, or -1. */
  textOf(user: string, item: string): number;
}

/**
 * Indexes a set by original ids. Dense indices depend on the order in which a file was read; a vector that was looked
 * up by them would silently go to another pair as soon as that order changes.
 *
 * @throws HnlmError `NEGATIVES_REPEATED` if a pair occurs twice.
 * @example
 * ```ts
 * const lookup = negativesByPair(negatives);
 * const text = lookup.textOf(users.ids[user], items.ids[item]);
 * ```
 */
export function negativesByPair({ pairs }: Pick<NegativeSet, 'pairs'>): NegativesByPair {
  const byUser = new Map<string, Map<string, number>>();
  for (const { user, positive, text } of pairs) {
    const byItem = byUser.get(user) ?? new Map<string, number>();
    if (byItem.has(positive)) {
      throw new HnlmError(`two negatives for user "${user}" and item "${positive}"`, {
        code: 'NEGATIVES_REPEATED',
        hint: 'Keep one text a pair.',
        evidence: { user, item: positive },
      });
    }
    byUser.set(user, byItem.set(positive, text));
  }
  return { textOf: (user, item) => byUser.get(user)?.get(item) ?? -1 };
}
