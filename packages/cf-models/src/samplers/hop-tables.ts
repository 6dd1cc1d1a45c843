import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { distinctRows } from '../distinct-rows.ts';
import type { SamplingContext } from '../sampler.ts';

/**
 * Tables in which the dot product of two rows says how high the part of an item at some hop scores for a user: with the
 * user as it is scored where parts are averaged, with the user's part of the same hop where they lie side by side (MixGCF,
 * Huang et al. 2021, eq. 6 and official code).
 */
export interface HopTables extends Embeddings {
  /** Number of hops: parts of the table of items. */
  readonly count: number;
  /** Parts of the table of users: one for all hops, or one a hop. */
  readonly userParts: number;
  /** The user of each negative as a row of a part, `[n]`. */
  readonly places: Int32Array;
  /** Rows of these users at a hop, `[n]`. */
  userRows(hop: number): Int32Array;
  /** Rows of some items at a hop. */
  itemRows(hop: number, items: Int32Array): Int32Array;
}

/**
 * Makes the tables of the current model.
 *
 * @param owners the user of each negative, `[n]`
 */
export function hopTables(
  { hops: { count, pooling, forUsers } }: SamplingContext,
  owners: Int32Array,
): HopTables {
  const {
    rows,
    places: [places],
  } = distinctRows(owners);
  const { users, items } = forUsers(rows);
  const averaged = pooling === 'mean';
  const itemCount = items.shape[0] / count;
  const shifted = (list: Int32Array, by: number) => (by === 0 ? list : list.map((row) => row + by));
  return {
    count,
    users: averaged ? meanOfParts(users, count) : users,
    items,
    userParts: averaged ? 1 : count,
    places,
    userRows: (hop) => shifted(places, averaged ? 0 : hop * rows.length),
    itemRows: (hop, some) => shifted(some, hop * itemCount),
  };
}

function meanOfParts(parts: tf.Tensor2D, count: number): tf.Tensor2D {
  return tf.tidy(() => parts.reshape([count, -1, parts.shape[1]]).mean(0)) as tf.Tensor2D;
}
