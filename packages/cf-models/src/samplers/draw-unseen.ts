import { HnlmError, type Random, type TrainView } from '@hnlm/core';
import { drawNegatives } from '@hnlm/tfjs-backend';

/**
 * Draws items for each user, uniformly among those that are not train items of the user, by rejection. Takes 64 bits of
 * the stream, whatever the number of draws.
 *
 * @param users `[B]`
 * @param count items of each user
 * @returns `[B * count]`, the items of a user side by side
 * @throws HnlmError `NO_NEGATIVE` for a user to whom every item is a positive; names the user.
 * @example
 * ```ts
 * const candidates = drawUnseen(data, batch.users, 16, random);
 * ```
 */
export function drawUnseen(
  { interactions, users: { ids } }: Pick<TrainView, 'interactions' | 'users'>,
  users: Int32Array,
  count: number,
  random: Random,
): Int32Array {
  try {
    return drawNegatives(interactions, users, count, [random.bits(), random.bits()]);
  } catch (error) {
    if (!HnlmError.isInstance(error) || error.code !== 'NO_NEGATIVE') throw error;
    const user = Number(error.evidence.user);
    throw new HnlmError(`user ${ids[user]} has interacted with all ${interactions.columns} items`, {
      code: 'NO_NEGATIVE',
      hint: 'Leave this user out of the training data.',
      evidence: { user },
      cause: error,
    });
  }
}
