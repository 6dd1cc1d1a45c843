import type { Embeddings } from '@hnlm/tfjs-backend';
import type { SamplingContext } from '../sampler.ts';

/**
 * Tables in which the dot product of two rows says how high the part of an item at some hop scores for a user: with the
 * user as it is scored where parts are averaged, with the user's part of the same hop where they lie side by side (MixGCF,
 * Huang et al. 2021, eq. 6 and official code).
 */
export interface HopTables extends Embeddings {
  /** Number of hops. */
  readonly count: number;
  /** Rows of some users at a hop. */
  userRows(hop: number, users: Int32Array): Int32Array;
  /** Rows of some items at a hop. */
  itemRows(hop: number, items: Int32Array): Int32Array;
}

/** Makes the tables of the current model. */
export function hopTables(context: SamplingContext): HopTables {
  const { hops } = context;
  // Parts first: a backbone may find the embeddings on the way.
  const parts = hops.all();
  const users = hops.pooling === 'concat' ? parts.users : context.embeddings.users;
  const [userCount, itemCount] = [parts.users.shape[0] / hops.count, parts.items.shape[0] / hops.count];
  const shifted = (rows: Int32Array, by: number) => (by === 0 ? rows : rows.map((row) => row + by));
  return {
    count: hops.count,
    users,
    items: parts.items,
    userRows: (hop, some) => shifted(some, hops.pooling === 'concat' ? hop * userCount : 0),
    itemRows: (hop, some) => shifted(some, hop * itemCount),
  };
}
