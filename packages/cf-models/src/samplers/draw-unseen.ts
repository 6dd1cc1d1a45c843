import { type Csr, contains, HnlmError, type Random } from '@hnlm/core';

/**
 * Draws items for each user, uniformly among those that are not train items of the user, by rejection.
 *
 * @param users `[B]`
 * @param count items of each user
 * @returns `[B * count]`, the items of a user side by side
 * @throws HnlmError `NO_NEGATIVE` for a user to whom every item is a positive.
 */
export function drawUnseen(interactions: Csr, users: Int32Array, count: number, random: Random): Int32Array {
  const items = interactions.columns;
  const drawn = new Int32Array(users.length * count);
  for (const [n, user] of users.entries()) {
    if (interactions.indptr[user + 1] - interactions.indptr[user] >= items) {
      throw new HnlmError(`user ${user} has interacted with all ${items} items: no negative exists`, {
        code: 'NO_NEGATIVE',
        hint: 'Leave this user out of the training data.',
        evidence: { user },
      });
    }
    for (let place = n * count; place < (n + 1) * count; place++) {
      let item = random.integer(items);
      while (contains(interactions, user, item)) item = random.integer(items);
      drawn[place] = item;
    }
  }
  return drawn;
}
