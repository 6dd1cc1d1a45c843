import { HnlmError } from '@hnlm/core';
import type { Tensor, Tensor1D, Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { createArena } from '../arena.ts';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';

interface Attributes {
  /** Candidates of each user. */
  readonly per: number;
  readonly top: number;
  readonly userParts: number;
  readonly itemParts: number;
}

/** Options of {@link topCandidates}. */
export interface TopCandidatesOptions {
  /** How many columns of each user are taken, at most as many as there are candidates; default 1. */
  readonly top?: number;
  /** Parts of the table of items, as tall as each other, that lie below each other; default 1. */
  readonly itemParts?: number;
  /** Parts of the table of users: as many, or one that goes with each part of the items; default 1. */
  readonly userParts?: number;
}

/** The largest finite float32. */
const largest = (2 - 2 ** -23) * 2 ** 127;

const run = defineKernel<'users' | 'items' | 'userRows' | 'candidates', Attributes>({
  name: 'HnlmTopCandidates',
  composed({ users, items, userRows, candidates }, { per, top, userParts, itemParts }) {
    const [batch] = userRows.shape;
    const lists = Array.from({ length: itemParts }, (_, part) => {
      const below = (rows: Tensor, table: Tensor, parts: number) =>
        rows.add(tf.scalar(parts === 1 ? 0 : (part * table.shape[0]) / parts, 'int32')) as Tensor1D;
      const ofUsers = tf.gather(users, below(userRows, users, userParts)).expandDims(1);
      const ofItems = tf
        .gather(items, below(candidates, items, itemParts))
        .reshape([batch, per, users.shape[1] as number]);
      const scores = ofUsers.mul(ofItems).sum(2);
      // Finite, since tfjs breaks ties by a difference of scores.
      const lowest = tf.fill(scores.shape, -largest);
      return tf.topk(tf.where(scores.isNaN(), lowest, scores).clipByValue(-largest, largest), top).indices;
    });
    return tf.concat(lists);
  },
  hnlm({ users, items, userRows, candidates }, { per, top, userParts, itemParts }, backend) {
    const [batch] = userRows.shape;
    const d = users.shape[1];
    const out = backend.allocate([itemParts * batch, top], 'int32');
    const at = (info: TensorInfo) => backend.address(info);
    const below = (table: TensorInfo, part: number, parts: number) =>
      at(table) + (parts === 1 ? 0 : (4 * part * table.shape[0] * d) / parts);
    const { wasm } = backend;
    const scratch = createArena(wasm.heap);
    const best = scratch.take(wasm.threads * top);
    try {
      for (let part = 0; part < itemParts; part++) {
        wasm.run(
          'topCandidates',
          { count: batch, floats: batch * (per + 1) * d },
          below(users, part, userParts),
          below(items, part, itemParts),
          at(userRows),
          at(candidates),
          per,
          top,
          d,
          best,
          at(out) + 4 * part * batch * top,
        );
      }
    } finally {
      scratch.free();
    }
    return out;
  },
});

/**
 * Scores each user's candidates by dot product and returns the columns of the `top` highest, highest first,
 * `[itemParts * batch * top]`, part after part. Ties go to the earlier column; a score that is no number counts as the
 * lowest. The scores are never held, and no gradient flows.
 *
 * @param users `[userParts * users, d]`
 * @param items `[itemParts * items, d]`
 * @param userRows `[batch]`, rows of a part
 * @param candidates `[batch * per]`, rows of a part, those of a user side by side
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
  { top = 1, itemParts = 1, userParts = 1 }: TopCandidatesOptions = {},
): Int32Array {
  if (userRows.length === 0) return new Int32Array(0);
  const per = candidates.length / userRows.length;
  if (!(Number.isInteger(per) && Number.isInteger(top) && top >= 1 && top <= per)) {
    throw new HnlmError(
      `cannot take the top ${top} of ${candidates.length} candidates for ${userRows.length} users`,
      { code: 'SHAPE', hint: 'Give each user the same number of candidates, and at least `top` of them.' },
    );
  }
  const [userHeight, itemHeight] = [users.shape[0] / userParts, items.shape[0] / itemParts];
  const parted = Number.isInteger(userHeight) && Number.isInteger(itemHeight);
  if (users.shape[1] !== items.shape[1] || !parted || (userParts !== 1 && userParts !== itemParts)) {
    throw new HnlmError(
      `tables [${users.shape}] of ${userParts} and [${items.shape}] of ${itemParts} parts do not fit`,
      {
        code: 'SHAPE',
        hint: 'Give both the same number of columns, and the users one part or as many as the items.',
      },
    );
  }
  checkRows(userRows, userHeight, 'userRows');
  checkRows(candidates, itemHeight, 'candidates');
  // Not in a tidy: returning an array from one makes tfjs search it for tensors, entry by entry.
  const lists = [tf.tensor1d(userRows, 'int32'), tf.tensor1d(candidates, 'int32')];
  const [columns] = run(
    { users, items, userRows: lists[0], candidates: lists[1] },
    { per, top, userParts, itemParts },
  );
  const values = columns.dataSync() as Int32Array;
  tf.dispose([...lists, columns]);
  return values;
}
