import { type Csr, contains, HnlmError, type Random } from '@hnlm/core';

/**
 * Draws items uniformly among those that are not train items of the user, by rejection.
 *
 * @throws HnlmError `NO_NEGATIVE` for a user to whom every item is a positive.
 */
export function drawUnseen(
  interactions: Csr,
  user: number,
  random: Random,
  out: Int32Array,
  at: number,
  count: number,
): void {
  const items = interactions.columns;
  if (interactions.indptr[user + 1] - interactions.indptr[user] >= items) {
    throw new HnlmError(`user ${user} has interacted with all ${items} items: no negative exists`, {
      code: 'NO_NEGATIVE',
      hint: 'Leave this user out of the training data.',
      evidence: { user },
    });
  }
  for (let n = at; n < at + count; n++) {
    let item = random.integer(items);
    while (contains(interactions, user, item)) item = random.integer(items);
    out[n] = item;
  }
}
