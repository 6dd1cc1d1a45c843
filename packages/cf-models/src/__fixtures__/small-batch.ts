import { createRandom } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { NegativeSampler, Negatives, PositiveBatch, PreparedSampler } from '../sampler.ts';
import { contextOf } from './context-of.ts';
import { smallWorld } from './small-world.ts';

/** The train part of {@link smallWorld}: 60 users, 40 items. */
export const { train: data } = smallWorld();

/** 300 positives of it. */
export const batch: PositiveBatch = {
  users: Int32Array.from({ length: 300 }, (_, n) => n % 60),
  items: Int32Array.from(
    { length: 300 },
    (_, n) => data.interactions.indices[data.interactions.indptr[n % 60]],
  ),
};

/** Embeddings of its users and items, four columns. */
export function randomEmbeddings(seed = 1): Embeddings {
  const random = createRandom(seed).split('embeddings');
  const table = (rows: number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * 4 }, () => random.normal()),
      [rows, 4],
    );
  return { users: table(60), items: table(40) };
}

/** Prepares a sampler on the data and begins its first epoch. */
export function prepareSampler(sampler: NegativeSampler, embeddings = randomEmbeddings()): PreparedSampler {
  const prepared = sampler.prepare({ data, dimensions: 4, random: createRandom(5).split('prepare') });
  prepared.startEpoch?.(contextOf(embeddings, createRandom(5).split('epoch')));
  return prepared;
}

/** The negatives that a sampler draws for the batch. */
export function draw(sampler: NegativeSampler, { seed = 1, epoch = 1 } = {}): Negatives {
  const embeddings = randomEmbeddings();
  const context = contextOf(embeddings, createRandom(seed).split('step'), epoch);
  return prepareSampler(sampler, embeddings).sample(batch, context);
}
