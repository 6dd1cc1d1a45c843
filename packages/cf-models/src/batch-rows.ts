import { gatherLists, gatherRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { distinctRows } from './distinct-rows.ts';
import type { EncodedRows, Encoding } from './encoding.ts';
import { everyRow } from './every-row.ts';
import { meanOfHops, type PartRows, pooledRows } from './pooled-rows.ts';
import type { BatchEmbeddings, BatchHops, Negatives, PositiveBatch } from './sampler.ts';
import { repeatEach } from './samplers/repeat-each.ts';

/** Rows that were computed once each, and where those of the batch are among them. */
export interface PlacedRows {
  readonly rows: EncodedRows;
  /** `[B]` */
  readonly users: Int32Array;
  /** `[B]` */
  readonly positives: Int32Array;
  /** `[B * k]` */
  readonly negatives: Int32Array;
}

/** Tables of embeddings as they are scored, and where those of the batch are among them. */
export interface ScoredRows {
  readonly users: tf.Tensor2D;
  readonly items: tf.Tensor2D;
  /** `[B]` */
  readonly userRows: Int32Array;
  /** `[B]` */
  readonly positives: Int32Array;
  /** `[B * k]` */
  readonly negatives: Int32Array;
}

/** Rows of a table that L2 acts on. */
export interface EgoRows {
  readonly table: tf.Tensor2D;
  readonly rows: Int32Array;
}

/** The differentiable rows of a step: whole, or by hop where the negatives are put together from hops. */
export interface BatchRows {
  readonly embeddings: BatchEmbeddings;
  readonly hops: BatchHops;
  /** Rows of the tables that L2 acts on, and of embeddings where these were computed whole. */
  readonly placed: PlacedRows;
  /** Makes what is scored, where negatives are not synthesised. */
  scored(): ScoredRows;
  /** Makes the parts of hop 0 that positives are mixed into, and tells which rows of their table they are; absent where none are. */
  mixedEgo?(): EgoRows;
  /** Whether `placed` holds embeddings as they are scored, and not parts of them. */
  readonly whole: boolean;
}

/** Computes the rows of a step. */
export function batchRows(batch: PositiveBatch, negatives: Negatives, encoding: Encoding): BatchRows {
  return negatives.byHop ? rowsByHop(batch, negatives, encoding) : wholeRows(batch, negatives, encoding);
}

function wholeRows(batch: PositiveBatch, negatives: Negatives, encoding: Encoding): BatchRows {
  const users = distinctRows(batch.users);
  const items = distinctRows(batch.items, negatives.items);
  const rows = encoding.rows(users.rows, items.rows);
  const placed = {
    rows,
    users: users.places[0],
    positives: items.places[0],
    negatives: items.places[1],
  };
  const embeddings = lazily({
    users: () => gatherRows(rows.users, placed.users),
    positives: () => gatherRows(rows.items, placed.positives),
    negatives: () => gatherRows(rows.items, placed.negatives),
  });
  const hops = lazily({
    users: () => [embeddings.users],
    positives: () => [embeddings.positives],
    negatives: () => [embeddings.negatives],
  });
  const pool = ([only]: readonly tf.Tensor2D[]) => only;
  const scored = () => ({
    users: rows.users,
    items: rows.items,
    userRows: placed.users,
    positives: placed.positives,
    negatives: placed.negatives,
  });
  return { embeddings, hops: Object.assign(hops, { pool }), placed, whole: true, scored };
}

function rowsByHop(batch: PositiveBatch, negatives: Negatives, encoding: Encoding): BatchRows {
  const { count, pooling, rows: rowsOf } = encoding.hops;
  const { items: chosen = negatives.items, shares } = negatives.byHop ?? {};
  const users = distinctRows(batch.users);
  const items = distinctRows(batch.items, negatives.items, chosen);
  const rows = rowsOf(users.rows, items.rows);
  const [n, m] = [users.rows.length, items.rows.length];
  const [positives, ofItems, ofHops] = items.places;
  const placed = { rows, users: users.places[0], positives, negatives: ofItems };
  const size = positives.length;
  const width = chosen.length / count;

  const wholePositives = { count: size, rows: positives };
  const mixed = shares && { rows: repeatEach(positives, width / size), shares };
  const madeNegatives = { count: width, rows: ofHops, mixed };
  const pooledUsers = once(() => pooledRows(rows.users, encoding.hops, [{ count: n, rows: everyRow(n) }]));
  const pooledItems = (...lists: PartRows[]) => pooledRows(rows.items, encoding.hops, lists);
  const ego = mixed && { ...madeNegatives, hops: [0] };
  // Parts that lie side by side are narrower than what is scored.
  const withEgo = ego && pooling === 'mean';
  const scored = once(() => ({
    users: pooledUsers(),
    items: pooledItems(wholePositives, madeNegatives, ...(withEgo ? [ego] : [])),
    userRows: placed.users,
    positives: everyRow(size),
    negatives: everyRow(width).map((row) => size + row),
  }));
  const egoRows = (one: PartRows): EgoRows => {
    const rows = everyRow(width);
    return withEgo
      ? { table: scored().items, rows: rows.map((row) => size + width + row) }
      : { table: meanOfHops(placed.rows.items, count, [0], [one]), rows };
  };

  const below = (height: number, places: (hop: number) => Int32Array) =>
    Array.from({ length: count }, (_, hop) => places(hop).map((place) => hop * height + place));
  const partsOfItems = once(() =>
    gatherLists(rows.items, [
      ...below(m, () => positives),
      ...below(m, (hop) => ofHops.subarray(hop * width, (hop + 1) * width)),
    ]),
  );
  const hops = lazily({
    users: () =>
      gatherLists(
        rows.users,
        below(n, () => placed.users),
      ),
    positives: () => partsOfItems().slice(0, count),
    negatives: () => partsOfItems().slice(count),
  });
  const pool = (list: readonly tf.Tensor2D[]): tf.Tensor2D => {
    if (pooling === 'concat') return tf.concat([...list], 1);
    return (list.length === 1 ? list[0] : tf.addN([...list]).div(count)) as tf.Tensor2D;
  };
  return {
    embeddings: lazily({
      users: () => gatherRows(pooledUsers(), placed.users),
      positives: () => pooledItems(wholePositives),
      negatives: () => pooledItems({ count: ofItems.length, rows: ofItems }),
    }),
    hops: Object.assign(hops, { pool }),
    placed,
    whole: false,
    scored,
    ...(ego && { mixedEgo: () => egoRows(ego) }),
  };
}

/** The three kinds of rows of a batch, each made when first read. */
function lazily<T>(makers: { users: () => T; positives: () => T; negatives: () => T }) {
  const [users, positives, negatives] = [makers.users, makers.positives, makers.negatives].map(once);
  return {
    get users() {
      return users();
    },
    get positives() {
      return positives();
    },
    get negatives() {
      return negatives();
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
