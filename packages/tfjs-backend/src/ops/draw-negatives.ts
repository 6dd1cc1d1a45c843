import { type Csr, contains, HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { createArena } from '../arena.ts';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import { placeCsr } from '../placed-csr.ts';
import { groupSize, type RandomKey, threefry } from './random-words.ts';

interface Attributes {
  readonly interactions: Csr;
  readonly per: number;
  readonly key: RandomKey;
}

const run = defineKernel<'users', Attributes>({
  name: 'HnlmDrawNegatives',
  composed({ users }, { interactions, per, key }) {
    const rows = users.dataSync() as Int32Array;
    const drawn = new Int32Array(rows.length * per);
    for (let place = 0; place < drawn.length; place++) {
      const user = rows[Math.floor(place / per)];
      let item: number;
      let attempt = 0;
      do item = itemOf(place, attempt++, interactions.columns, key);
      while (contains(interactions, user, item));
      drawn[place] = item;
    }
    return tf.tensor1d(drawn, 'int32');
  },
  hnlm({ users }, { interactions, per, key }, backend) {
    const [batch] = users.shape;
    const out = backend.allocate([batch * per], 'int32');
    const { wasm } = backend;
    const { indptr, indices } = placeCsr(wasm.heap, interactions);
    const scratch = createArena(wasm.heap);
    try {
      wasm.run(
        'drawNegatives',
        { count: batch, floats: batch * per * 8 },
        backend.address(users),
        indptr,
        indices,
        per,
        interactions.columns,
        key[0],
        key[1],
        scratch.take(wasm.threads * groupSize),
        backend.address(out),
      );
    } finally {
      scratch.free();
    }
    return out;
  },
});

/** The item that a place gets at one attempt: places and words are grouped as in random-words.ts. */
function itemOf(place: number, attempt: number, items: number, key: RandomKey): number {
  const inGroup = place % groupSize;
  const counter = Math.floor(place / groupSize) * 4 + (inGroup % 4);
  return scale(threefry(key, counter, attempt)[inGroup < 4 ? 0 : 1], items);
}

/** floor(word * bound / 2^32), in steps that doubles hold exactly. */
function scale(word: number, bound: number): number {
  return Math.floor(((word >>> 16) * bound + Math.floor(((word & 0xffff) * bound) / 65536)) / 65536);
}

/**
 * Draws items for each user, uniformly among those that the user has not interacted with, `[users.length * per]`, those
 * of a user side by side. A pure function of its arguments: the same items on any backend and any number of threads
 * (Threefry-2x32, with rejection). An item is at most items / 2^32 more or less likely than another, relatively.
 *
 * @param interactions `[users, items]`
 * @param key two words of 32 bits, to be drawn from a stream for each call
 * @throws HnlmError `NO_NEGATIVE` for a user to whom every item is a positive, `ROW_RANGE`
 * @example
 * ```ts
 * const items = drawNegatives(data.interactions, batch.users, 16, [random.bits(), random.bits()]);
 * ```
 */
export function drawNegatives(interactions: Csr, users: Int32Array, per: number, key: RandomKey): Int32Array {
  const { indptr, columns: items } = interactions;
  checkRows(users, interactions.rows, 'users');
  const full = users.find((user) => indptr[user + 1] - indptr[user] >= items);
  if (full !== undefined) {
    throw new HnlmError(`user ${full} has interacted with all ${items} items: no negative exists`, {
      code: 'NO_NEGATIVE',
      hint: 'Leave this user out of the training data.',
      evidence: { user: full },
    });
  }
  const rows = tf.tensor1d(users, 'int32');
  const [drawn] = run({ users: rows }, { interactions, per, key });
  const values = drawn.dataSync() as Int32Array;
  tf.dispose([rows, drawn]);
  return values;
}
