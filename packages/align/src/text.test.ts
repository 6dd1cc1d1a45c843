import { dns, encodingOf, lightGCN, samplingContext, train } from '@hnlm/cf-models';
import { createRandom, csrFromPairs, idMap, rowOf, type TrainView } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { adjustedDns } from './adjusted-dns.ts';
import { fitPca } from './pca.ts';
import { textAffinity } from './text-affinity.ts';
import { textInitialiser } from './text-initialiser.ts';
import { centredUnit } from './vectors.ts';

beforeAll(() => useBackend('hnlm'));

const users = 12;
const items = 300;
const width = 9;
const random = createRandom(2);
const itemTexts = {
  values: Float32Array.from({ length: items * width }, (_, n) => random.normal() * (1 + (n % width))),
  dimensions: width,
};
const pairs = Array.from({ length: 80 }, () => [random.integer(users - 2), random.integer(items)]);
// User 10 has one item, user 11 none.
pairs.push([10, 7]);
const data: TrainView = {
  part: 'train',
  users: idMap(Array.from({ length: users }, (_, n) => `u${n}`)),
  items: idMap(Array.from({ length: items }, (_, n) => `i${n}`)),
  interactions: csrFromPairs(
    users,
    items,
    pairs.map(([user]) => user),
    pairs.map(([, item]) => item),
  ),
  texts: Array.from({ length: items }, () => ({})),
  review: () => undefined,
  fingerprint: 'test',
};

/** The definition, pair by pair, in double precision. */
function affinity(item: number, history: ArrayLike<number>): number {
  const { values } = centredUnit(itemTexts);
  let sum = 0;
  for (const seen of Array.from(history)) {
    let cosine = 0;
    for (let c = 0; c < width; c++) cosine += values[item * width + c] * values[seen * width + c];
    sum += Math.exp((cosine - 1) / 0.1);
  }
  return Math.log(sum / history.length);
}

function standardised(user: number, value: number): number {
  const history = rowOf(data.interactions, user);
  const all = Array.from({ length: items }, (_, item) => affinity(item, history));
  const mean = all.reduce((sum, one) => sum + one, 0) / items;
  const deviation = Math.sqrt(all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / items);
  return Math.max(-4, Math.min(4, (value - mean) / deviation));
}

test('the text affinity is what its definition gives, with the item itself left out for positives', () => {
  const z = textAffinity({ data, itemTexts });
  for (const user of [0, 3, 7]) {
    const history = rowOf(data.interactions, user);
    for (let item = 0; item < items; item += 17) {
      expect(z.of(user, item)).toBeCloseTo(standardised(user, affinity(item, history)), 3);
    }
    const item = history[0];
    const rest = history.filter((seen) => seen !== item);
    expect(z.withoutItself(user, item)).toBeCloseTo(standardised(user, affinity(item, rest)), 2);
    expect(z.withoutItself(user, item)).toBeLessThan(z.of(user, item));
  }
  expect(z.of(11, 3)).toBe(0);
  expect(z.withoutItself(10, 7)).toBe(0);
});

test("another user's history can stand in, as a control", () => {
  const historyOf = Int32Array.from({ length: users }, (_, n) => (n + 1) % users);
  const [own, other] = [textAffinity({ data, itemTexts }), textAffinity({ data, itemTexts, historyOf })];
  for (let item = 0; item < items; item += 13) expect(other.of(2, item)).toBe(own.of(3, item));
});

test('adjusted DNS with lambda 0 is DNS, to the bit; with lambda it shifts choice and loss', async () => {
  const z = textAffinity({ data, itemTexts });
  const run = (negatives: ReturnType<typeof dns>) =>
    train({
      data,
      validation: { ...data, part: 'validation', masked: data.interactions },
      metric: () => 0,
      backbone: lightGCN({ dim: 8, layers: 2 }),
      negatives,
      seed: 5,
      epochs: 2,
      batch: 32,
    });
  const plain = await run(dns({ candidates: 8, top: 2 }));
  const off = await run(adjustedDns({ affinity: z, lambda: 0, candidates: 8, top: 2 }));
  const on = await run(adjustedDns({ affinity: z, lambda: 0.5, candidates: 8, top: 2 }));
  expect(off.itemEmbeddings).toEqual(plain.itemEmbeddings);
  expect(on.itemEmbeddings).not.toEqual(plain.itemEmbeddings);
});

test('adjusted DNS picks the candidate with the highest s - λz and offsets the loss by λ(z⁻(u,i) - z(u,j))', () => {
  const z = textAffinity({ data, itemTexts });
  const batch = {
    users: Int32Array.of(0, 3, 10),
    items: Int32Array.of(0, 3, 10).map((u) => rowOf(data.interactions, u)[0]),
  };
  // All scores are equal, so the text alone decides.
  const embeddings = {
    users: tf.zeros([users, 2]) as tf.Tensor2D,
    items: tf.zeros([items, 2]) as tf.Tensor2D,
  };
  const sampler = adjustedDns({ affinity: z, lambda: 0.5, candidates: 600 });
  const prepared = sampler.prepare({ data, dimensions: 2, random: createRandom(1) });
  const { items: chosen, offsets } = prepared.sample(
    batch,
    samplingContext(encodingOf(embeddings), createRandom(2), 1),
  );
  for (const [n, user] of batch.users.entries()) {
    const all = Array.from({ length: items }, (_, item) => z.of(user, item)).sort((a, b) => a - b);
    // 600 draws from 300 items reach the lowest few.
    expect(z.of(user, chosen[n])).toBeLessThan(all[20]);
    const expected = 0.5 * (z.withoutItself(user, batch.items[n]) - z.of(user, chosen[n]));
    expect(offsets?.[n]).toBeCloseTo(expected, 5);
  }
});

test('principal components are orthogonal, ordered, and keep as much variance as the exact ones', () => {
  const pca = fitPca(itemTexts, { components: 4, random: createRandom(1) });
  const { values } = pca.project(itemTexts);
  const column = (c: number) => Array.from({ length: items }, (_, row) => values[row * 4 + c]);
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, n) => sum + value * b[n], 0);
  const variances = [0, 1, 2, 3].map((c) => dot(column(c), column(c)) / items);
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < a; b++)
      expect(Math.abs(dot(column(a), column(b)) / items)).toBeLessThan(0.01 * variances[a]);
  }
  expect([...variances].sort((a, b) => b - a)).toEqual(variances);
  // The columns are independent with deviations 1..9, so the largest components have variances near 81, 64, 49, 36.
  for (const [n, expected] of [81, 64, 49, 36].entries()) {
    expect(variances[n] / expected).toBeGreaterThan(0.8);
    expect(variances[n] / expected).toBeLessThan(1.35);
  }
});

test('text initialisation: items at their components, users at the mean of their history, one deviation', () => {
  const shape = { users, items, dimensions: 12 };
  const values = textInitialiser({ data, itemTexts })(shape, createRandom(1));
  const again = textInitialiser({ data, itemTexts })(shape, createRandom(1));
  expect(again).toEqual(values);
  const item = (n: number) => [...values.items.subarray(n * 12, n * 12 + 9)];
  const user = (n: number) => [...values.users.subarray(n * 12, n * 12 + 9)];
  const history = [...rowOf(data.interactions, 0)];
  const mean = item(0).map((_, c) => history.reduce((sum, seen) => sum + item(seen)[c], 0) / history.length);
  const ratio = user(0)[0] / mean[0];
  for (let c = 0; c < 9; c++) expect(user(0)[c]).toBeCloseTo(ratio * mean[c], 4);
  const all = Array.from({ length: items }, (_, n) => item(n)).flat();
  expect(Math.sqrt(all.reduce((sum, value) => sum + value ** 2, 0) / all.length)).toBeCloseTo(0.1, 2);
  // No text reaches columns 9 to 11, nor the user without history: they start at random.
  expect(values.items.subarray(9, 12).every((value) => value !== 0)).toBe(true);
  expect(user(11).some((value) => value !== 0)).toBe(true);
});
