import { HnlmError } from '@hnlm/core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { createArena } from '../arena.ts';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';

interface Attributes {
  /** Candidates of each user. */
  readonly per: number;
  readonly top: number;
}

/** The largest finite float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

const run = defineKernel<'users' | 'items' | 'userRows' | 'candidates', Attributes>({
  name: 'HnlmTopCandidates',
  composed({ users, items, userRows, candidates }, { per, top }) {
    const [batch] = userRows.shape;
    const ofUsers = tf.gather(users, userRows as Tensor1D).expandDims(1);
    const ofItems = tf.gather(items, candidates as Tensor1D).reshape([batch, per, users.shape[1] as number]);
    const scores = ofUsers.mul(ofItems).sum(2);
    // Finite, since tfjs breaks ties by a difference of scores.
    const lowest = tf.fill(scores.shape, -largest);
    return tf.topk(tf.where(scores.isNaN(), lowest, scores).clipByValue(-largest, largest), top).indices;
  },
  hnlm({ users, items, userRows, candidates }, { per, top }, backend) {
    const [batch] = userRows.shape;
    const d = users.shape[1];
    const out = backend.allocate([batch, top], 'int32');
    const [u, i, rows, list, to] = [users, items, userRows, candidates, out].map((info) =>
      backend.address(info),
    );
    const { wasm } = backend;
    const scratch = createArena(wasm.heap);
    const best = scratch.take(wasm.threads * top);
    try {
      wasm.run(
        'topCandidates',
        { count: batch, floats: batch * (per + 1) * d },
        u,
        i,
        rows,
        list,
        per,
        top,
        d,
        best,
        to,
      );
    } finally {
      scratch.free();
    }
    return out;
  },
});

/**
 * Scores each user's candidates by dot product and returns the columns of the `top` highest, highest first,
 * `[batch * top]`. Ties go to the earlier column; a score that is no number counts as the lowest. The scores are never
 * held, and no gradient flows.
 *
 * @param users `[users, d]`
 * @param items `[items, d]`
 * @param userRows `[batch]`
 * @param candidates `[batch * per]`, those of a user side by side
 * @param top at most `per`; default 1
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 * @example
 * ```ts
 * const columns = topCandidates(users, items, batch.users, candidates); // the hardest of each user
 * ```
 */
export function topCandidates(
  users: Tensor2D,
  items: Tensor2D,
  userRows: Int32Array,
  candidates: Int32Array,
  top = 1,
): Int32Array {
  if (userRows.length === 0) return new Int32Array(0);
  const per = candidates.length / userRows.length;
  if (!(Number.isInteger(per) && Number.isInteger(top) && top >= 1 && top <= per)) {
    throw new HnlmError(
      `cannot take the top ${top} of ${candidates.length} candidates for ${userRows.length} users`,
      { code: 'SHAPE', hint: 'Give each user the same number of candidates, and at least `top` of them.' },
    );
  }
  if (users.shape[1] !== items.shape[1]) {
    throw new HnlmError(`tables [${users.shape}] and [${items.shape}] differ in columns`, { code: 'SHAPE' });
  }
  checkRows(userRows, users.shape[0], 'userRows');
  checkRows(candidates, items.shape[0], 'candidates');
  // Not in a tidy: returning an array from one makes tfjs search it for tensors, entry by entry.
  const lists = [tf.tensor1d(userRows, 'int32'), tf.tensor1d(candidates, 'int32')];
  const [columns] = run({ users, items, userRows: lists[0], candidates: lists[1] }, { per, top });
  const values = columns.dataSync() as Int32Array;
  tf.dispose([...lists, columns]);
  return values;
}
