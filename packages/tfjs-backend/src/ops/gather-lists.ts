import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import { segmentSum } from './segment-sum.ts';

interface Attributes {
  /** Rows of each list; the lists lie one after the other. */
  readonly lengths: readonly number[];
}

const starts = (lengths: readonly number[]) =>
  lengths.map((_, list) => lengths.slice(0, list).reduce((sum, length) => sum + length, 0));

const gradient = defineKernel<'rows' | `dy${number}`, { readonly height: number }>({
  name: 'HnlmGatherListsGradient',
  composed({ rows, ...dys }, { height }) {
    return segmentSum(tf.concat(Object.values(dys)) as Tensor2D, rows.dataSync() as Int32Array, height);
  },
  hnlm({ rows, ...dys }, { height }, backend) {
    const parts = Object.values(dys);
    const d = parts[0].shape[1];
    const out = backend.zeros([height, d]);
    let list = backend.address(rows);
    for (const dy of parts) {
      const [count] = dy.shape;
      backend.wasm.kernels.scatterAddRows(list, count, backend.address(dy), d, backend.address(out));
      list += 4 * count;
    }
    return out;
  },
});

const run = defineKernel<'table' | 'rows', Attributes>({
  name: 'HnlmGatherLists',
  save: { inputs: ['table', 'rows'] },
  composed: ({ table, rows }, { lengths }) =>
    starts(lengths).map((start, list) => tf.gather(table, rows.slice(start, lengths[list]) as Tensor1D)),
  hnlm({ table, rows }, { lengths }, backend) {
    const d = table.shape[1];
    return starts(lengths).map((start, list) => {
      const count = lengths[list];
      const out = backend.allocate([count, d], 'float32');
      const from = backend.address(rows) + 4 * start;
      const work = { count, floats: 2 * count * d };
      backend.wasm.run('gatherRows', work, from, backend.address(table), d, backend.address(out));
      return out;
    });
  },
  gradient(dy, [table, rows]) {
    // In the order of the lists: object keys keep the order in which they were set.
    const dys = Object.fromEntries((Array.isArray(dy) ? dy : [dy]).map((one: Tensor, n) => [`dy${n}`, one]));
    return { table: () => gradient({ rows, ...dys }, { height: table.shape[0] })[0] };
  },
});

/**
 * Gathers rows of a table by several lists, repeats included: one `[list.length, d]` each. Their gradient is added up in one
 * table, where that of separate {@link gatherRows} takes a table each.
 *
 * @param table `[rows, d]`
 * @throws HnlmError `ROW_RANGE`
 * @example
 * ```ts
 * const [positives, negatives] = gatherLists(items, [batch.items, sampled]);
 * ```
 */
export function gatherLists(table: Tensor2D, lists: readonly Int32Array[]): Tensor2D[] {
  for (const list of lists) checkRows(list, table.shape[0], 'rows');
  const lengths = lists.map((list) => list.length);
  const joined = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  for (const [n, start] of starts(lengths).entries()) joined.set(lists[n], start);
  return tf.tidy(() => run({ table, rows: tf.tensor1d(joined, 'int32') }, { lengths }) as Tensor2D[]);
}
