import { createRandom, positionOf } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { contextOf } from '../__fixtures__/context-of.ts';
import { dot } from '../__fixtures__/hop-setting.ts';
import { batch, data, randomEmbeddings } from '../__fixtures__/small-batch.ts';
import { testSampler } from '../testing/index.ts';
import { drawWithoutReplacement } from './draw-without-replacement.ts';
import { srns } from './srns.ts';

beforeAll(() => useBackend('hnlm'));

const [memory, pool, history] = [3, 9, 4];
const width = memory + pool;

/** Runs some epochs of one step, with other embeddings in each, and keeps what was seen. */
function runEpochs(epochs: number, alpha: number, warmUp: number) {
  const prepared = srns({ memory, pool, alpha, warmUp, history }).prepare({
    ...{ data, dimensions: 4 },
    random: createRandom(5).split('prepare'),
  });
  const state = () => {
    const { items, remembered } = prepared.state?.() ?? {};
    return { items: Int32Array.from(items), remembered: Int32Array.from(remembered) };
  };
  return Array.from({ length: epochs }, (_, n) => {
    const embeddings = randomEmbeddings(n + 1);
    const context = (name: string) => contextOf(embeddings, createRandom(n).split(name), n + 1);
    prepared.startEpoch?.(context('epoch'));
    const before = state();
    const { items } = prepared.sample(batch, context('step'));
    const [users, vectors] = [embeddings.users.arraySync(), embeddings.items.arraySync()];
    const score = (user: number, item: number) => dot(users[user], vectors[item]);
    return { before, after: state(), items, score };
  });
}

test('takes the highest of chance plus weighted deviation over the epochs in which an item was watched', () => {
  const [alpha, warmUp] = [5, 10];
  const epochs = runEpochs(8, alpha, warmUp);
  let withHistory = 0;
  for (const [t, { before, items, score }] of epochs.entries()) {
    for (const [n, user] of batch.users.entries()) {
      const positive = batch.items[n];
      const value = (slot: number) => {
        const item = before.items[user * width + slot];
        // The epochs in a row, up to this one, in which the slot held the item.
        let first = t;
        while (
          first > Math.max(0, t - history + 1) &&
          epochs[first - 1].before.items[user * width + slot] === item
        )
          first--;
        const chances = epochs
          .slice(first, t + 1)
          .map(({ score: then }) => 1 / (1 + Math.exp(then(user, positive) - then(user, item))));
        const mean = chances.reduce((sum, one) => sum + one, 0) / chances.length;
        const deviation = Math.sqrt(
          chances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / chances.length,
        );
        if (chances.length > 2) withHistory++;
        const chance = 1 / (1 + Math.exp(score(user, positive) - score(user, item)));
        return chance + alpha * Math.min(1, t / warmUp) * deviation;
      };
      const slots = [...before.remembered.subarray(user * memory, (user + 1) * memory)];
      const held = slots.filter((slot) => before.items[user * width + slot] === items[n]);
      expect(held.length).toBeGreaterThan(0);
      expect(Math.max(...held.map(value))).toBeCloseTo(Math.max(...slots.map(value)), 3);
    }
  }
  expect(withHistory).toBeGreaterThan(1000);
});

test('remembered items stay, the others give way in turn, and none is a train item', () => {
  const epochs = runEpochs(6, 1, 1);
  for (const [t, { before }] of epochs.entries()) {
    for (let user = 0; user < 60; user++) {
      const own = before.items.subarray(user * width, (user + 1) * width);
      for (const item of own) expect(positionOf(data.interactions, user, item)).toBe(-1);
      if (t === 0) continue;
      const { items, remembered } = epochs[t - 1].after;
      const kept = remembered.subarray(user * memory, (user + 1) * memory);
      for (const slot of kept) expect(own[slot]).toBe(items[user * width + slot]);
    }
  }
  const changed = epochs[1].before.items.filter((item, n) => item !== epochs[0].before.items[n]).length;
  // A third of 12 slots each epoch, less what is remembered or drawn again.
  expect(changed / (60 * width)).toBeGreaterThan(0.15);
  expect(changed / (60 * width)).toBeLessThan(0.27);
});

test('draws without replacement have the chances of drawing one after the other', () => {
  const weights = [1, 2, 4];
  const logits = weights.map(Math.log);
  const random = createRandom(3);
  const counts = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const key = drawWithoutReplacement(logits, 2, random).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (let first = 0; first < 3; first++) {
    for (let second = 0; second < 3; second++) {
      if (first === second) continue;
      const chance = (weights[first] / 7) * (weights[second] / (7 - weights[first]));
      // Five standard deviations of a binomial.
      const allowed = 5 * Math.sqrt(20_000 * chance * (1 - chance));
      expect(Math.abs((counts.get(`${first},${second}`) ?? 0) - 20_000 * chance)).toBeLessThan(allowed);
    }
  }
});

test('memories come to hold high items', () => {
  const embeddings = randomEmbeddings();
  const prepared = srns({ memory, pool, temperature: 0.2 }).prepare({
    ...{ data, dimensions: 4 },
    random: createRandom(5),
  });
  const context = () => contextOf(embeddings, createRandom(1), 1);
  prepared.startEpoch?.(context());
  prepared.sample(batch, context());
  const { items, remembered } = prepared.state?.() ?? {};
  const [users, vectors] = [embeddings.users.arraySync(), embeddings.items.arraySync()];
  const mean = (user: number, slots: readonly number[]) =>
    slots.reduce((sum, slot) => sum + dot(users[user], vectors[items[user * width + slot]]), 0) /
    slots.length;
  const all = Array.from({ length: width }, (_, slot) => slot);
  let gain = 0;
  for (let user = 0; user < 60; user++)
    gain += mean(user, [...remembered.subarray(user * memory, (user + 1) * memory)]) - mean(user, all);
  expect(gain / 60).toBeGreaterThan(1);
});

test('keeps the contract', () => testSampler(() => srns({ memory: 2, pool: 4, warmUp: 2 })), 30_000);

test('an empty memory is one clear error', () => {
  expect(() => srns({ memory: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
