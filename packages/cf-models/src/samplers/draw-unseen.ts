import type { Csr, Random } from '@hnlm/core';
import { drawNegatives } from '@hnlm/tfjs-backend';

/**
 * Draws items for each user, uniformly among those that are not train items of the user, by rejection. Takes 64 bits of
 * the stream, whatever the number of draws.
 *
 * @param users `[B]`
 * @param count items of each user
 * @returns `[B * count]`, the items of a user side by side
 * @throws HnlmError `NO_NEGATIVE` for a user to whom every item is a positive.
 */
export function drawUnseen(interactions: Csr, users: Int32Array, count: number, random: Random): Int32Array {
  return drawNegatives(interactions, users, count, [random.bits(), random.bits()]);
}
