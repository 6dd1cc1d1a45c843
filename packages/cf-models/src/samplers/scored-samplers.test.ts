import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { contextOf } from '../__fixtures__/context-of.ts';
import { batch, data, draw, prepareSampler, randomEmbeddings } from '../__fixtures__/small-batch.ts';
import type { NegativeSampler, SamplerState } from '../sampler.ts';
import { type AdaSirOptions, adaSir } from './ada-sir.ts';
import { ahns } from './ahns.ts';
import { curriculum } from './curriculum.ts';
import { dns } from './dns.ts';
import { drawUnseen } from './draw-unseen.ts';
import { softmaxRho } from './softmax-rho.ts';
import { uniform } from './uniform.ts';

beforeAll(() => useBackend('hnlm'));

const candidates = 6;
/** The candidates that a sampler draws first from the stream of step 1, and the scores of pairs. */
function setting() {
  const embeddings = randomEmbeddings();
  const pool = drawUnseen(data, batch.users, candidates, createRandom(1).split('step'));
  const [users, items] = [embeddings.users.arraySync(), embeddings.items.arraySync()];
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, c) => sum + value * b[c], 0);
  return {
    of: (n: number) => [...pool.subarray(n * candidates, (n + 1) * candidates)],
    score: (n: number, item: number) => dot(users[batch.users[n]], items[item]),
    length: (n: number) => Math.hypot(...users[batch.users[n]]),
    lengthOf: (item: number) => Math.hypot(...items[item]),
    distance: (n: number, item: number) =>
      Math.hypot(...users[batch.users[n]].map((value, c) => value - items[item][c])),
  };
}

describe('AHNS', () => {
  // Squared distances of these embeddings are about 8, so a larger β wants one among them.
  test.each([
    ['dot', 2],
    ['cosine', 2],
    ['euclidean', 80],
  ] as const)('%s: the candidate nearest to the wanted hardness', (similarity, beta) => {
    const { of, score, length, lengthOf, distance } = setting();
    const near = (n: number, item: number) => {
      if (similarity === 'dot') return score(n, item);
      if (similarity === 'euclidean') return distance(n, item) ** 2;
      return score(n, item) / (length(n) * lengthOf(item));
    };
    const { items } = draw(ahns({ candidates, alpha: 4, beta, similarity }));
    let extreme = 0;
    for (const [n, item] of items.entries()) {
      const wanted = beta / Math.max(1e-6, near(n, batch.items[n]) + 4);
      const away = (one: number) => Math.abs(near(n, one) - wanted);
      const best = Math.min(...of(n).map(away));
      expect(of(n)).toContain(item);
      expect(away(item)).toBeLessThan(best + 1e-4);
      const all = of(n).map((one) => near(n, one));
      if (near(n, item) < Math.min(...all) + 1e-6 || near(n, item) > Math.max(...all) - 1e-6) extreme++;
    }
    // What is wanted lies among the candidates, so this is neither DNS nor its opposite.
    expect(extreme).toBeLessThan(0.9 * items.length);
  });

  test('a positive below -alpha asks for the hardest candidate', () => {
    const { of, score } = setting();
    const { items } = draw(ahns({ candidates, alpha: -100, beta: 1 }));
    for (const [n, item] of items.entries()) {
      expect(score(n, item)).toBeCloseTo(Math.max(...of(n).map((one) => score(n, one))), 4);
    }
  });
});

test('DNS with all of the top M gives the M highest, highest first', () => {
  const { of, score } = setting();
  const { items } = draw(dns({ candidates, top: 3, use: 'all' }));
  expect(items).toHaveLength(3 * batch.users.length);
  for (const n of batch.users.keys()) {
    const expected = of(n)
      .map((item) => score(n, item))
      .sort((a, b) => b - a)
      .slice(0, 3);
    for (const [place, value] of expected.entries())
      expect(score(n, items[3 * n + place])).toBeCloseTo(value, 4);
  }
});

test.each<[string, (negatives: number) => NegativeSampler]>([
  ['DNS', (negatives) => dns({ candidates, negatives })],
  ['DNS(M, N)', (negatives) => dns({ candidates, top: 2, negatives })],
  ['AHNS', (negatives) => ahns({ candidates, negatives })],
  ['a curriculum', (negatives) => curriculum({ candidates, negatives })],
])('%s chooses each of several negatives among candidates of its own', (_name, make) => {
  const { items } = draw(make(3));
  expect(items).toHaveLength(3 * batch.users.length);
  // As one negative each for a batch in which every positive stands three times.
  const thrice = (values: Int32Array) =>
    Int32Array.from({ length: 900 }, (_, n) => values[Math.floor(n / 3)]);
  const context = contextOf(randomEmbeddings(), createRandom(1).split('step'));
  const repeated = { users: thrice(batch.users), items: thrice(batch.items) };
  expect(prepareSampler(make(1)).sample(repeated, context).items).toEqual(items);
  expect(make(3).plan).toContain('each of 3 negatives of a positive draws');
});

test('Softmax(rho, N): all candidates, weighted by exp(Z / τ) with τ = sqrt(Var Z / 2ρ), on average 1', () => {
  const { of, score } = setting();
  const rho = 0.7;
  const { items, weights = new Float32Array() } = draw(softmaxRho({ candidates, rho }));
  for (const n of batch.users.keys()) {
    expect([...items.subarray(n * candidates, (n + 1) * candidates)]).toEqual(of(n));
    const losses = of(n).map((item) => Math.log1p(Math.exp(score(n, item) - score(n, batch.items[n]))));
    const mean = losses.reduce((sum, z) => sum + z, 0) / candidates;
    const variance = losses.reduce((sum, z) => sum + (z - mean) ** 2, 0) / (candidates - 1);
    const raw = losses.map((z) => Math.exp(z / Math.sqrt(variance / (2 * rho))));
    const total = raw.reduce((sum, value) => sum + value, 0);
    for (const [c, value] of raw.entries())
      expect(weights[n * candidates + c]).toBeCloseTo((candidates * value) / total, 3);
  }
});

describe('AdaSIR', () => {
  const sampler = adaSir({ negatives: 3, pool: 8, draws: 40, temperature: 0.5 });

  test('pools hold high items and mix with the old ones, or are made anew', () => {
    const embeddings = randomEmbeddings();
    const { score } = setting();
    const prepared = prepareSampler(sampler, embeddings);
    const pools = () => prepared.state?.().pools as Int32Array;
    const meanScore = (of: (n: number) => ArrayLike<number>) => {
      let sum = 0;
      for (let n = 0; n < 60; n++)
        for (const item of Array.from(of(n))) sum += score(n, item) / of(n).length / 60;
      return sum;
    };
    const unseen = drawUnseen(data, batch.users.slice(0, 60), 50, createRandom(9));
    const first = pools().slice();
    expect(meanScore((n) => first.subarray(8 * n, 8 * n + 8))).toBeGreaterThan(
      meanScore((n) => unseen.subarray(50 * n, 50 * n + 50)) + 0.5,
    );
    prepared.startEpoch?.(contextOf(embeddings, createRandom(6), 2));
    const second = pools().slice();
    const share = (a: Int32Array, b: Int32Array) => a.filter((item, n) => b[n] === item).length / a.length;
    expect(share(second, first)).toBeLessThan(0.9);
    /** The state in the last epoch; each saw other embeddings. */
    const third = (options: AdaSirOptions, last = 3) => {
      const one = adaSir({ pool: 8, draws: 40, ...options }).prepare({
        ...{ data, dimensions: 4, random: createRandom(5) },
      });
      for (let epoch = 1; epoch <= last; epoch++) {
        const stream = createRandom(6).split('epoch', epoch);
        one.startEpoch?.(contextOf(randomEmbeddings(4 - epoch), stream, epoch));
      }
      return one.state?.() as SamplerState;
    };
    const renewed = third({ renewEvery: 2 });
    const alone = adaSir({ pool: 8, draws: 40 }).prepare({ data, dimensions: 4, random: createRandom(5) });
    alone.startEpoch?.(contextOf(embeddings, createRandom(6).split('epoch', 3), 1));
    expect(renewed).toEqual(alone.state?.());
    const mixed = third({});
    expect(share(mixed.pools as Int32Array, renewed.pools as Int32Array)).toBeLessThan(0.9);
    // The softmax of an entry goes with it.
    const entries = ({ pools, poolWeights }: SamplerState, user: number) =>
      Array.from(pools.subarray(8 * user, 8 * user + 8), (item, n) => `${item} ${poolWeights[8 * user + n]}`);
    const fresh = [1, 2, 3].map((last) => third({ renewEvery: 1 }, last));
    for (let user = 0; user < 60; user++) {
      const known = fresh.flatMap((one) => entries(one, user));
      for (const entry of entries(mixed, user)) expect(known).toContain(entry);
    }
  });

  test('weights are the softmax of score differences times that of the pool; a restored sampler goes on the same', () => {
    const embeddings = randomEmbeddings();
    const { score } = setting();
    const prepared = prepareSampler(sampler, embeddings);
    const context = () => contextOf(embeddings, createRandom(7));
    const { items, weights = new Float32Array() } = prepared.sample(batch, context());
    // The softmax of the pool has the same divisor for all entries of a user, as there was one epoch only.
    for (const n of batch.users.keys()) {
      const raw = [0, 1, 2].map((c) => {
        const item = items[3 * n + c];
        return Math.exp(score(n, item)) * Math.exp((score(n, item) - score(n, batch.items[n])) / 0.5);
      });
      const total = raw.reduce((sum, value) => sum + value, 0);
      for (const [c, value] of raw.entries()) expect(weights[3 * n + c]).toBeCloseTo((3 * value) / total, 3);
    }
    const other = sampler.prepare({ data, dimensions: 4, random: createRandom(99) });
    other.restore?.(prepared.state?.() ?? {});
    expect(other.sample(batch, context())).toEqual({ items, weights });
  });
});

test('curriculum is DNS of fewer candidates each epoch, and uniform at its end', () => {
  const sampler = curriculum({ candidates: 7, epochs: 4 });
  for (const [epoch, count] of [
    [1, 7],
    [2, 5],
    [3, 3],
    [4, 1],
    [9, 1],
  ]) {
    expect(draw(sampler, { epoch }).items).toEqual(draw(dns({ candidates: count })).items);
  }
  expect(draw(sampler, { epoch: 4 }).items).toEqual(draw(uniform()).items);
  const opposite = curriculum({ candidates: 7, epochs: 4, direction: 'easy-to-hard' });
  expect(draw(opposite, { epoch: 4 }).items).toEqual(draw(dns({ candidates: 7 })).items);
});

test.each([
  () => ahns({ power: 0 }),
  () => softmaxRho({ rho: 0 }),
  () => adaSir({ pool: 50, draws: 40 }),
  () => curriculum({ epochs: 0 }),
])('%s is one clear error', (make) => {
  expect(make).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
