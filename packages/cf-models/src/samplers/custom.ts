import { contains, HnlmError, type Random } from '@hnlm/core';
import type { NegativeSampler } from '../sampler.ts';

/**
 * Chooses negatives for a batch: dense item indices, `[B * k]`, the negatives of a positive side by side, with the same k at
 * every call.
 *
 * @param users `[B]`
 * @param positives `[B]`
 * @param random a stream that belongs to this step
 */
export type ChooseNegatives = (users: Int32Array, positives: Int32Array, random: Random) => ArrayLike<number>;

/** Options of {@link custom}. */
export interface CustomOptions {
  readonly name?: string;
  /** Says what the function does, for reports. */
  readonly plan?: string;
  /** Whether a train item of the user may be a negative; default false: it is an error. */
  readonly allowTrainItems?: boolean;
}

/**
 * Makes a sampler of any function. What it returns is checked: number, range, train items.
 *
 * @example
 * ```ts
 * const negatives = custom((users, positives, random) => users.map(() => random.integer(100)), { name: 'first hundred' });
 * ```
 */
export function custom(
  choose: ChooseNegatives,
  {
    name = choose.name || 'custom',
    plan = 'each positive gets what a function chooses',
    allowTrainItems = false,
  }: CustomOptions = {},
): NegativeSampler {
  return {
    name,
    plan,
    prepare: ({ data }) => ({
      sample({ users, items: positives }, { random }) {
        const chosen: ArrayLike<number> | undefined = choose(users, positives, random);
        const k = (chosen?.length ?? 0) / users.length;
        if (!(Number.isInteger(k) && k >= 1)) {
          throw new HnlmError(
            `sampler "${name}" returned ${chosen?.length ?? 'no'} items for ${users.length} positives`,
            {
              code: 'SAMPLER',
              hint: 'Return the same number of items, at least 1, for each positive.',
            },
          );
        }
        // Before they become an Int32Array, which makes an item of whatever it gets.
        for (let n = 0; n < chosen.length; n++) {
          const item = chosen[n];
          const user = users[Math.floor(n / k)];
          if (!(Number.isInteger(item) && item >= 0 && item < data.items.size)) {
            throw new HnlmError(
              `sampler "${name}" returned ${typeof item === 'string' ? `"${item}"` : item}, which is none of ${data.items.size} items`,
              {
                code: 'SAMPLER',
                hint: 'Return dense item indices, from 0 on.',
                evidence: { place: n, item },
              },
            );
          }
          if (!allowTrainItems && contains(data.interactions, user, item)) {
            throw new HnlmError(
              `sampler "${name}" returned ${data.items.ids[item]}, a train item of user ${data.users.ids[user]}`,
              {
                code: 'SAMPLER',
                hint: 'Choose another item, or set allowTrainItems if this is meant.',
                evidence: { user, item },
              },
            );
          }
        }
        return { items: Int32Array.from(chosen) };
      },
    }),
  };
}
