import { HnlmError } from '@hnlm/core';
import type { Tensor, Tensor2D, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel, valuesOf } from '../define-kernel.ts';

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

const gradient = defineKernel<Names | `dy${number}`, Attributes>({
  name: 'HnlmPairDotsGradient',
  cpu({ users, items, userRows, itemRows, ...dys }, { widths }, backend) {
    const d = users.shape[1];
    const [u, v] = [users, items].map((info) => valuesOf<Float32Array>(backend, info));
    const rows = valuesOf<Int32Array>(backend, userRows);
    const columns = valuesOf<Int32Array>(backend, itemRows);
    const du = new Float32Array(u.length);
    const dv = new Float32Array(v.length);
    for (const [list, start] of starts(widths, rows.length).entries()) {
      const g = valuesOf<Float32Array>(backend, (dys as Record<string, TensorInfo>)[`dy${list}`]);
      for (let pair = 0; pair < g.length; pair++) {
        const user = rows[Math.floor(pair / widths[list])] * d;
        const item = columns[start + pair] * d;
        for (let c = 0; c < d; c++) {
          du[user + c] += g[pair] * v[item + c];
          dv[item + c] += g[pair] * u[user + c];
        }
      }
    }
    return [
      backend.makeTensorInfo(users.shape, 'float32', du as never),
      backend.makeTensorInfo(items.shape, 'float32', dv as never),
    ];
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
  cpu({ users, items, userRows, itemRows }, { widths }, backend) {
    const d = users.shape[1];
    const [u, v] = [users, items].map((info) => valuesOf<Float32Array>(backend, info));
    const rows = valuesOf<Int32Array>(backend, userRows);
    const columns = valuesOf<Int32Array>(backend, itemRows);
    return starts(widths, rows.length).map((start, list) => {
      const out = new Float32Array(rows.length * widths[list]);
      for (let pair = 0; pair < out.length; pair++) {
        const user = rows[Math.floor(pair / widths[list])] * d;
        const item = columns[start + pair] * d;
        let sum = 0;
        for (let c = 0; c < d; c++) sum += u[user + c] * v[item + c];
        out[pair] = sum;
      }
      return backend.makeTensorInfo([rows.length, widths[list]], 'float32', out as never);
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
