import { createRandom } from '@hnlm/core';
import { gatherRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { batchRows } from '../batch-rows.ts';
import type { Encoding, Hops } from '../encoding.ts';
import type { BatchHops, NegativeSampler, Negatives } from '../sampler.ts';
import { drawUnseen } from '../samplers/draw-unseen.ts';
import { synthesiseByHop } from '../samplers/mix-by-hop.ts';
import { samplingContext } from '../train-step.ts';
import { batch, data } from './small-batch.ts';

const count = 3;
const width = 4;
const [users, items] = [60, 40];

/** A model of {@link data} with three random hops of four columns, as tensors and in plain numbers. */
export function hopSetting(pooling: Hops['pooling']) {
  const random = createRandom(3).split('hops');
  const table = (rows: number) =>
    tf.tensor2d(
      Float32Array.from({ length: count * rows * width }, () => random.normal()),
      [count * rows, width],
    );
  const parts = { users: table(users), items: table(items) };
  const hop = (side: 'users' | 'items', h: number) => {
    const rows = side === 'users' ? users : items;
    return parts[side].slice([h * rows, 0], [rows, width]);
  };
  const pool = (side: 'users' | 'items') => {
    const list = Array.from({ length: count }, (_, h) => hop(side, h));
    return (pooling === 'mean' ? tf.addN(list).div(count) : tf.concat(list, 1)) as tf.Tensor2D;
  };
  const embeddings = { users: pool('users'), items: pool('items') };
  const below = (rows: Int32Array, height: number) =>
    Int32Array.from(
      { length: count * rows.length },
      (_, n) => Math.floor(n / rows.length) * height + rows[n % rows.length],
    );
  const encoding: Encoding = {
    all: () => embeddings,
    forUsers: (list) => ({ users: gatherRows(embeddings.users, list), items: embeddings.items }),
    rows: () => {
      throw new Error('negatives by hop need parts, not whole rows');
    },
    hops: {
      ...{ count, pooling },
      forUsers: (list) => ({ users: gatherRows(parts.users, below(list, users)), items: parts.items }),
      rows(userRows, itemRows) {
        const [u, i] = [
          gatherRows(parts.users, below(userRows, users)),
          gatherRows(parts.items, below(itemRows, items)),
        ];
        return { users: u, items: i, egoUsers: u, egoItems: i };
      },
    },
  };
  const [whole, ofUsers, ofItems] = [embeddings.users, parts.users, parts.items].map((one) =>
    one.arraySync(),
  );
  return {
    count,
    width,
    encoding,
    /** Hop h of an item. */
    item: (h: number, item: number) => ofItems[h * items + item],
    /** Hop h of a user. */
    user: (h: number, user: number) => ofUsers[h * users + user],
    /** What the part of an item at hop h is scored with. */
    scoring: (h: number, user: number) => (pooling === 'mean' ? whole[user] : ofUsers[h * users + user]),
  };
}

/** The stream of step 1, anew. */
export const stepStream = () => createRandom(1).split('step');

/** The candidates that a sampler draws first in step 1, for each negative. */
export function candidatesOf(negatives: number, candidates: number): (row: number) => number[] {
  const pool = drawUnseen(data, batch.users, negatives * candidates, stepStream());
  return (row) => [...pool.subarray(row * candidates, (row + 1) * candidates)];
}

/** Draws negatives for the batch in step 1: what they are made from and, where they are synthesised, what is made. */
export function drawByHop(
  sampler: NegativeSampler,
  encoding: Encoding,
  { epoch = 1 } = {},
): { negatives: Negatives; hops: BatchHops; vectors: number[][]; ego: number[][] } {
  const context = samplingContext(encoding, stepStream(), epoch);
  const prepared = sampler.prepare({ data, dimensions: width, random: createRandom(5).split('prepare') });
  const negatives = prepared.sample(batch, context);
  const { hops } = batchRows(batch, negatives, encoding);
  const made = negatives.byHop && synthesiseByHop(negatives.byHop, hops);
  return {
    ...{ negatives, hops },
    vectors: made?.vectors.arraySync() ?? [],
    ego: (made?.ego?.arraySync() as number[][] | undefined) ?? [],
  };
}

export const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, c) => sum + value * b[c], 0);

/** What is pooled out of one part a hop. */
export const pooled = (pooling: Hops['pooling'], parts: readonly number[][]) =>
  pooling === 'concat'
    ? parts.flat()
    : parts[0].map((_, c) => parts.reduce((sum, part) => sum + part[c], 0) / parts.length);
