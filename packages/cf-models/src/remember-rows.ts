import { type Embeddings, gatherRows } from '@hnlm/tfjs-backend';
import type { Tensor2D } from '@tensorflow/tfjs';
import { distinctRows } from './distinct-rows.ts';
import { everyRow } from './every-row.ts';
import type { PositiveBatch } from './sampler.ts';

/** Rows of a step that are computed once, for the ranking loss and for what a backbone adds to it. */
export interface RememberedRows<Rows> {
  /** Computes rows and remembers them. */
  rows(users: Int32Array, items: Int32Array): Rows;
  /** Finds the distinct users and positives of a batch, and rows that begin with theirs: remembered ones if they do. */
  ofBatch(batch: PositiveBatch): {
    readonly users: Int32Array;
    readonly items: Int32Array;
    readonly rows: Rows;
  };
}

/** Remembers the rows that a step computes, so that a further loss on its positives spreads no gradient of its own. */
export function rememberRows<Rows>(
  compute: (users: Int32Array, items: Int32Array) => Rows,
): RememberedRows<Rows> {
  let last: { readonly users: Int32Array; readonly items: Int32Array; readonly rows: Rows } | undefined;
  return {
    rows(users, items) {
      last = { users, items, rows: compute(users, items) };
      return last.rows;
    },
    ofBatch(batch) {
      const [{ rows: users }, { rows: items }] = [distinctRows(batch.users), distinctRows(batch.items)];
      const known = last && startsWith(last.users, users) && startsWith(last.items, items);
      return { users, items, rows: known && last ? last.rows : compute(users, items) };
    },
  };
}

/** The first rows of two tables. */
export function firstRows({ users, items }: Embeddings, ofUsers: number, ofItems: number): Embeddings {
  return { users: first(users, ofUsers), items: first(items, ofItems) };
}

function first(table: Tensor2D, count: number): Tensor2D {
  if (table.shape[0] === count) return table;
  return gatherRows(table, everyRow(count));
}

const startsWith = (list: Int32Array, start: Int32Array): boolean =>
  start.length <= list.length && start.every((row, n) => row === list[n]);
