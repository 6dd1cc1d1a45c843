import { HnlmError, type IdMap, idMap, type Model } from '@hnlm/core';
import { ridgeSolver } from './ridge-solver.ts';

/** A user or an item that training has not seen, and whom or what it met. */
export interface Newcomer {
  readonly id: string;
  /** Original ids of the items of a new user, or the users of a new item. */
  readonly met: readonly string[];
}

/** Options of {@link foldInUsers} and {@link foldInItems}. */
export interface FoldInOptions {
  /** Weight of the ridge, in units of the mean eigenvalue; default 3, chosen on validation items (see the docs). */
  readonly ridge?: number;
}

/**
 * Adds users to a model without training: with V the item embeddings, a user with the items I gets the ridge
 * regression of "1 on I, 0 elsewhere" on V, e = (VᵀV + r (tr VᵀV / d) 1)⁻¹ Σ_{i in I} v_i. The model is not changed.
 *
 * @throws HnlmError `FOLD_IN` for an id that is known already, an unknown item, a user without items, or a model that ranks by
 * distance (`cml`).
 * @example
 * ```ts
 * const larger = foldInUsers(model, [{ id: 'zoe', met: ['i17', 'i4'] }]);
 * const best = recommend(larger, 'zoe', 10, { exclude: ['i17', 'i4'] });
 * ```
 */
export function foldInUsers(
  model: Model,
  newcomers: readonly Newcomer[],
  options: FoldInOptions = {},
): Model {
  const { users, items, userEmbeddings, itemEmbeddings } = model;
  const added = foldIn(model, 'user', users, newcomers, items, itemEmbeddings, model.dimensions, options);
  return { ...plain(model), users: added.ids, userEmbeddings: joined(userEmbeddings, added.rows) };
}

/**
 * Adds items to a model without training, from users who met them, in the way of {@link foldInUsers}. As scores compare
 * across items, the new rows are scaled to the mean length of the others.
 *
 * @throws HnlmError `FOLD_IN`
 * @example
 * ```ts
 * const larger = foldInItems(model, [{ id: 'new-book', met: ['ann', 'bob'] }]);
 * ```
 */
export function foldInItems(
  model: Model,
  newcomers: readonly Newcomer[],
  options: FoldInOptions = {},
): Model {
  const { users, items, userEmbeddings, itemEmbeddings, dimensions } = model;
  const added = foldIn(model, 'item', items, newcomers, users, userEmbeddings, dimensions, options);
  scaleRows(added.rows, dimensions, meanLength(itemEmbeddings, dimensions));
  return { ...plain(model), items: added.ids, itemEmbeddings: joined(itemEmbeddings, added.rows) };
}

/**
 * Adds items whose embeddings come from elsewhere, such as an adapter from text.
 *
 * @param vectors rows of `model.dimensions` numbers
 * @throws HnlmError `FOLD_IN`
 * @example
 * ```ts
 * const larger = addItems(model, ['new-book'], vectors);
 * ```
 */
export function addItems(model: Model, ids: readonly string[], vectors: Float32Array): Model {
  const { items, itemEmbeddings, dimensions } = model;
  for (const id of ids)
    if (items.indexOf(id) !== undefined) throw refused(`item "${id}" is in the model already`, id);
  if (vectors.length !== ids.length * dimensions)
    throw refused(`${ids.length} items need ${ids.length * dimensions} numbers, not ${vectors.length}`);
  const wrong = vectors.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const id = ids[Math.floor(wrong / dimensions)];
    throw refused(`the vector of item "${id}" holds ${vectors[wrong]}`, id);
  }
  return {
    ...plain(model),
    items: idMap([...items.ids, ...ids]),
    itemEmbeddings: joined(itemEmbeddings, vectors),
  };
}

function foldIn(
  model: Model,
  kind: 'user' | 'item',
  own: IdMap,
  newcomers: readonly Newcomer[],
  others: IdMap,
  table: Float32Array,
  d: number,
  { ridge = 3 }: FoldInOptions,
): { ids: IdMap; rows: Float32Array } {
  if (!(ridge > 0)) throw refused(`a ridge of ${ridge} is not possible`);
  if (ranksByDistance(model)) {
    throw new HnlmError(`a ${kind} cannot be folded in: the model ranks by distance, as cml makes it`, {
      code: 'FOLD_IN',
      hint: 'Fold into a model that is scored by dot product or cosine, or train again with the newcomers.',
    });
  }
  const solve = ridgeSolver(table, d, ridge);
  const rows = new Float32Array(newcomers.length * d);
  for (const [n, { id, met }] of newcomers.entries()) {
    if (own.indexOf(id) !== undefined) throw refused(`${kind} "${id}" is in the model already`, id);
    if (met.length === 0) throw refused(`${kind} "${id}" has met nothing`, id);
    const sum = new Float64Array(d);
    for (const name of new Set(met)) {
      const other = others.indexOf(name);
      if (other === undefined)
        throw refused(`${kind} "${id}" has met "${name}", which the model does not know`, id);
      for (let c = 0; c < d; c++) sum[c] += table[other * d + c];
    }
    rows.set(solve(sum), n * d);
  }
  return { ids: idMap([...own.ids, ...newcomers.map(({ id }) => id)]), rows };
}

/** Rows (2u, -1) and (i, |i|²), the last column of which follows from the others. */
function ranksByDistance({ users, dimensions, userEmbeddings }: Model): boolean {
  for (let user = 0; user < users.size; user++) {
    if (userEmbeddings[(user + 1) * dimensions - 1] !== -1) return false;
  }
  return users.size > 0;
}

const plain = ({ users, items, dimensions, userEmbeddings, itemEmbeddings }: Model): Model => ({
  ...{ users, items, dimensions, userEmbeddings, itemEmbeddings },
});

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

const lengthOf = (row: Float32Array) => Math.hypot(...row);

function meanLength(table: Float32Array, d: number): number {
  let sum = 0;
  for (let start = 0; start < table.length; start += d) sum += lengthOf(table.subarray(start, start + d));
  return sum / (table.length / d);
}

function scaleRows(rows: Float32Array, d: number, length: number): void {
  for (let start = 0; start < rows.length; start += d) {
    const row = rows.subarray(start, start + d);
    const factor = length / (lengthOf(row) || 1);
    for (let c = 0; c < d; c++) row[c] *= factor;
  }
}

function refused(message: string, id?: string): HnlmError {
  return new HnlmError(message, {
    code: 'FOLD_IN',
    hint: 'Give new ids, each with at least one id that the model knows, or with a vector of finite numbers.',
    evidence: id === undefined ? {} : { id },
  });
}
