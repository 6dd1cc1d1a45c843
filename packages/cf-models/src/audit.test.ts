import { createRandom, type GroundTruth, rowOf } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { type AuditOptions, auditor, type SamplerAudit } from './audit.ts';
import { directAU } from './backbones/direct-au.ts';
import { lightGCN } from './backbones/light-gcn.ts';
import { mf } from './backbones/mf.ts';
import type { NegativeSampler } from './sampler.ts';
import { adaSir } from './samplers/ada-sir.ts';
import { byPopularity } from './samplers/by-popularity.ts';
import { custom } from './samplers/custom.ts';
import { dns } from './samplers/dns.ts';
import { uniform } from './samplers/uniform.ts';
import { recallAt } from './testing/recall-at.ts';
import { smallWorld } from './testing/small-world.ts';
import { train } from './train.ts';

beforeAll(() => useBackend('hnlm'));

const { train: data, validation } = smallWorld();

function audited(sampler: NegativeSampler, options: AuditOptions = {}): SamplerAudit {
  const random = createRandom(1);
  const backbone = mf({ dim: 8 }).prepare({ data, random: random.split('backbone') });
  const prepared = sampler.prepare({ data, dimensions: 8, random: random.split('sampler') });
  const result = auditor(options, { data, backbone, sampler: prepared }).run(
    random.split('audit'),
    1,
    12,
    100,
  );
  tf.dispose(Object.values(backbone.parameters));
  return result;
}

test('uniform negatives are as hard, as popular and as even as uniform draws', () => {
  const { negatives, uniform: even } = audited(uniform(), { against: validation });
  expect(negatives.hardness).toBeCloseTo(0.5, 1);
  expect(even.hardness).toBeCloseTo(0.5, 1);
  expect(negatives.totalVariation).toBeCloseTo(even.totalVariation, 1);
  expect(negatives.distinctItems).toBe(40);
  // What an unseen item of a user is to be a held-out positive, over the pairs that are asked about.
  let expected = 0;
  for (let user = 0; user < 60; user++) {
    const held = rowOf(validation.interactions, user).length;
    const train = rowOf(data.interactions, user).length;
    expected += (train / data.interactions.indices.length) * (held / (40 - train));
  }
  expect(Math.abs((negatives.falseNegatives ?? 0) - expected)).toBeLessThan(0.03);
});

test('harder samplers are found to be harder, popular ones more popular', () => {
  // The best of 4 of n: on average at 4/5 of the way.
  expect(audited(dns({ candidates: 4 })).negatives.hardness).toBeCloseTo(0.8, 1);
  expect(audited(dns({ candidates: 4 })).negatives.gradient).toBeGreaterThan(
    audited(uniform()).negatives.gradient,
  );
  expect(audited(byPopularity({ power: 3 })).negatives.popularity).toBeGreaterThan(
    audited(uniform()).negatives.popularity + 0.1,
  );
});

test('a sampler that always gives the same item varies as far as possible from even', () => {
  const { negatives } = audited(
    custom((users) =>
      users.map((user) => {
        const seen = new Set(rowOf(data.interactions, user));
        return data.items.ids.findIndex((_, item) => !seen.has(item));
      }),
    ),
  );
  const unseen = (user: number) => 40 - rowOf(data.interactions, user).length;
  const all = Array.from({ length: 60 }, (_, user) => 1 - 1 / unseen(user));
  expect(negatives.totalVariation).toBeGreaterThanOrEqual(Math.min(...all));
  expect(negatives.totalVariation).toBeLessThanOrEqual(Math.max(...all));
});

test('of negatives put together by hop, the items of every hop are audited', () => {
  const unseen = Array.from({ length: 60 }, (_, user) => {
    const seen = new Set(rowOf(data.interactions, user));
    return [...data.items.ids.keys()].filter((item) => !seen.has(item));
  });
  /** Two hops of two negatives: negative n takes the unseen items n and n + 2. */
  const byHop: NegativeSampler = {
    ...{ name: 'by hop', plan: 'two hops of two negatives' },
    prepare: () => ({
      sample({ users }) {
        const part = (hop: number) => [...users].flatMap((user) => unseen[user].slice(2 * hop, 2 * hop + 2));
        return {
          items: Int32Array.from(part(0)),
          byHop: { items: Int32Array.from([...part(0), ...part(1)]) },
        };
      },
    }),
  };
  const found = audited(byHop, { against: validation });
  const plain = audited(
    custom((users) => [...users].flatMap((user) => unseen[user].slice(0, 4))),
    { against: validation },
  );
  expect(found.negatives).toEqual(plain.negatives);
  expect(found.microseconds).toBeCloseTo(2 * plain.microseconds, 6);
});

test('known tastes give the mean relevance', () => {
  const truth: GroundTruth = { ...data, part: 'ground-truth', relevance: (user) => (user % 2 === 0 ? 1 : 0) };
  const { negatives } = audited(uniform(), { against: truth });
  expect(negatives.falseNegatives).toBeUndefined();
  expect(negatives.relevance).toBeCloseTo(0.5, 1);
});

test('tells time per negative, and refuses ids of other data', () => {
  expect(audited(uniform({ negatives: 4 })).microseconds).toBeCloseTo(12_000 / 400, 6);
  const other = smallWorld({ users: 50 }).validation;
  expect(() => audited(uniform(), { against: other })).toThrow('not those of the data');
});

test('an audit without negatives is refused before the first step', async () => {
  const seen: string[] = [];
  const training = train({
    ...{ data, validation, metric: recallAt(5), seed: 3, epochs: 1, backbone: directAU(), audit: {} },
    onEvent: ({ type }) => seen.push(type),
  });
  await expect(training).rejects.toMatchObject({ code: 'AUDIT' });
  expect(seen).toEqual([]);
});

test('time per negative is of the positives that there were, whatever the size of a batch', async () => {
  let milliseconds = 0;
  let microseconds = 0;
  await train({
    ...{ data, validation, metric: recallAt(5), seed: 3, epochs: 1, batch: 1e6 },
    ...{ backbone: mf({ dim: 4 }), negatives: uniform({ negatives: 2 }), audit: { pairs: 50 } },
    onEvent: (event) => {
      if (event.type === 'epoch') milliseconds = event.step.sampling;
      if (event.type === 'audit') microseconds = event.microseconds;
    },
  });
  expect(microseconds).toBeCloseTo((1000 * milliseconds) / (2 * data.interactions.indices.length), 6);
});

test.each([uniform(), adaSir({ pool: 8, draws: 16 })])(
  '$name: an audited training ends with the same bits',
  async (negatives) => {
    const options = {
      ...{ data, validation, metric: recallAt(5), seed: 3, epochs: 3, batch: 100 },
      ...{ backbone: lightGCN({ dim: 4 }), negatives },
    };
    const seen: string[] = [];
    const model = await train({
      ...options,
      audit: { against: validation, pairs: 50, every: 2 },
      onEvent: ({ type }) => seen.push(type),
    });
    expect(model).toEqual(await train(options));
    expect(seen.filter((type) => type === 'audit')).toHaveLength(1);
  },
);
