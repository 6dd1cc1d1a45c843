import { HnlmError } from '@hnlm/core';
import type { Tensor, Tensor1D, Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import { segmentSum } from './segment-sum.ts';

type Names = 'users' | 'items' | 'userRows' | 'itemRows';

interface Attributes {
  /** Items of each user in each list; the lists lie one after the other in `itemRows`. */
  readonly widths: readonly number[];
}

/** Where each list begins in `itemRows`. */
function starts(widths: readonly number[], batch: number): number[] {
  let next = 0;
  return widths.map((width) => {
    const start = next;
    next += width * batch;
    return start;
  });
}

const repeatEach = (rows: Int32Array, times: number) =>
  Int32Array.from({ length: rows.length * times }, (_, n) => rows[Math.floor(n / times)] as number);

const gradient = defineKernel<Names | `dy${number}`, Attributes>({
  name: 'HnlmPairDotsGradient',
  composed({ users, items, userRows, itemRows, ...dys }, { widths }) {
    const owners = userRows.dataSync() as Int32Array;
    const columns = itemRows.dataSync() as Int32Array;
    const parts = widths.map((width, list) => {
      const ofUsers = owners.length === 0 ? owners : repeatEach(owners, width);
      const start = starts(widths, owners.length)[list];
      const ofItems = columns.subarray(start, start + ofUsers.length);
      const g = (dys as Record<string, Tensor>)[`dy${list}`].reshape([ofUsers.length, 1]);
      const pick = (table: Tensor, rows: Int32Array) => tf.gather(table, tf.tensor1d(rows, 'int32')).mul(g);
      return [
        segmentSum(pick(items, ofItems) as Tensor2D, ofUsers, users.shape[0]),
        segmentSum(pick(users, ofUsers) as Tensor2D, ofItems, items.shape[0]),
      ];
    });
    return [0, 1].map((side) => tf.addN(parts.map((part) => part[side])));
  },
  hnlm({ users, items, userRows, itemRows, ...dys }, { widths }, backend) {
    const [du, dv] = [backend.zeros(users.shape), backend.zeros(items.shape)];
    const at = (info: TensorInfo) => backend.address(info);
    const [batch] = userRows.shape;
    const { kernels } = backend.wasm;
    for (const [list, start] of starts(widths, batch).entries()) {
      kernels.pairDotsGradient(
        at(users),
        at(items),
        at(userRows),
        at(itemRows) + 4 * start,
        batch,
        widths[list],
        users.shape[1],
        at((dys as Record<string, TensorInfo>)[`dy${list}`]),
        at(du),
        at(dv),
      );
    }
    return [du, dv];
  },
});

const run = defineKernel<Names, Attributes>({
  name: 'HnlmPairDots',
  save: { inputs: ['users', 'items', 'userRows', 'itemRows'] },
  composed({ users, items, userRows, itemRows }, { widths }) {
    const [batch] = userRows.shape;
    const ofUsers = tf.gather(users, userRows as Tensor1D).expandDims(1);
    return starts(widths, batch).map((start, list) => {
      const rows = itemRows.slice(start, batch * widths[list]) as Tensor1D;
      const ofItems = tf.gather(items, rows).reshape([batch, widths[list], users.shape[1] as number]);
      return ofUsers.mul(ofItems).sum(2);
    });
  },
  hnlm({ users, items, userRows, itemRows }, { widths }, backend) {
    const at = (info: TensorInfo) => backend.address(info);
    const [batch] = userRows.shape;
    const { kernels } = backend.wasm;
    return starts(widths, batch).map((start, list) => {
      const out = backend.allocate([batch, widths[list]], 'float32');
      const rows = at(itemRows) + 4 * start;
      kernels.pairDots(
        at(users),
        at(items),
        at(userRows),
        rows,
        batch,
        widths[list],
        users.shape[1],
        at(out),
      );
      return out;
    });
  },
  gradient(dy, [users, items, userRows, itemRows], attributes) {
    const dys = Object.fromEntries((Array.isArray(dy) ? dy : [dy]).map((one: Tensor, n) => [`dy${n}`, one]));
    const [toUsers, toItems] = gradient({ users, items, userRows, itemRows, ...dys }, attributes);
    return { users: () => toUsers, items: () => toItems };
  },
});

/**
 * Scores pairs without gathering their rows. Each list has as many items for every user, and gives one tensor:
 * out[b, c] = users[userRows[b]] · items[list[b * width + c]], `[batch, width]`. Differentiable in both tables, in one
 * pass over all lists.
 *
 * @param users `[users, d]`
 * @param items `[items, d]`
 * @param userRows `[batch]`
 * @param lists each `[batch * width]`, such as the positives and the negatives of a batch
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 * @example
 * ```ts
 * const [positives, negatives] = pairDots(users, items, batch.users, [batch.items, sampled]);
 * ```
 */
export function pairDots(
  users: Tensor2D,
  items: Tensor2D,
  userRows: Int32Array,
  lists: readonly Int32Array[],
): Tensor2D[] {
  const widths = lists.map((list) => list.length / userRows.length);
  if (!widths.every(Number.isInteger) || users.shape[1] !== items.shape[1]) {
    throw new HnlmError(
      `lists of ${lists.map((list) => list.length).join(', ')} items for ${userRows.length} users over tables [${users.shape}] and [${items.shape}] do not fit`,
      {
        code: 'SHAPE',
        hint: 'Give each user the same number of items, and both tables the same number of columns.',
      },
    );
  }
  checkRows(userRows, users.shape[0], 'userRows');
  for (const list of lists) checkRows(list, items.shape[0], 'items');
  const joined = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0));
  for (const [n, start] of starts(widths, userRows.length).entries()) joined.set(lists[n], start);
  return tf.tidy(() => {
    const rows = tf.tensor1d(userRows, 'int32');
    return run(
      { users, items, userRows: rows, itemRows: tf.tensor1d(joined, 'int32') },
      { widths },
    ) as Tensor2D[];
  });
}
