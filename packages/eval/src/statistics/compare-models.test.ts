import { createRandom } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import { compareModels } from './compare-models.ts';
import { compareRuns } from './compare-runs.ts';
import { holm } from './holm.ts';
import { pairedTTest } from './paired-t-test.ts';
import type { UserValues } from './same-users.ts';

const users = Int32Array.from({ length: 300 }, (_, user) => user * 2);
const noise = createRandom('noise');
const base = Float64Array.from(users, () => noise.uniform());

function result(shift: number, spread = 0.2): UserValues {
  return { users, perUser: { 'NDCG@20': base.map((value) => value + shift + spread * noise.normal()) } };
}

const uniform = result(0);
const same = result(0);
const better = result(0.1);
const worse = result(-0.1);
const options = { metrics: ['NDCG@20'], baseline: 'uniform', random: createRandom(1) };

describe('compareModels', () => {
  const rows = compareModels({ ...options, results: { uniform, same, better, worse } });

  test('names the baseline, and marks what differs from it', () => {
    expect(rows.map(({ model, significant }) => [model, significant])).toEqual([
      ['same', false],
      ['better', true],
      ['worse', true],
    ]);
    expect(rows.every(({ baseline, users }) => baseline === 'uniform' && users === 300)).toBe(true);
  });

  test('rows hold the test, its correction over all rows, the relative change and the interval', () => {
    const ps = [same, better, worse].map(
      ({ perUser }) => pairedTTest(perUser['NDCG@20'], uniform.perUser['NDCG@20']).p,
    );
    expect(rows.map(({ p }) => p)).toEqual(ps);
    expect(rows.map(({ adjustedP }) => adjustedP)).toEqual([...holm(ps)]);
    for (const row of rows) {
      expect(row.difference).toBeCloseTo(row.mean - row.baselineMean, 14);
      expect(row.relative).toBeCloseTo(row.mean / row.baselineMean - 1, 12);
      expect(row.interval.low).toBeLessThan(row.difference);
      expect(row.interval.high).toBeGreaterThan(row.difference);
    }
  });

  test('a row does not depend on which others are asked for, but for its adjusted p', () => {
    const [alone] = compareModels({ ...options, results: { uniform, better } });
    expect(alone).toEqual({ ...rows[1], adjustedP: rows[1].p, comparisons: 1 });
  });

  test.each(['wilcoxon', 'permutation'] as const)('%s finds the same', (kind) => {
    const found = compareModels({ ...options, results: { uniform, same, better, worse }, test: kind });
    expect(found.map(({ significant }) => significant)).toEqual([false, true, true]);
  });

  test('among 20 equal models, finds none: the correction holds', () => {
    const equals = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`equal ${n}`, result(0)]));
    const found = compareModels({ ...options, results: { uniform: result(0), ...equals } });
    expect(found.filter(({ significant }) => significant)).toHaveLength(0);
  });

  test('has no relative change where the baseline is 0', () => {
    const zero = { users, perUser: { 'NDCG@20': new Float64Array(300) } };
    const [row] = compareModels({ ...options, results: { zero, better }, baseline: 'zero' });
    expect(row.relative).toBeNull();
  });

  test('refuses other users, metrics that are not there, and a baseline that is none', () => {
    const others = { ...better, users: users.map((user) => user + 1) };
    const fewer = { users: users.slice(1), perUser: { 'NDCG@20': base.slice(1) } };
    const compare = (results: Record<string, UserValues>, more = {}) =>
      compareModels({ ...options, results, ...more });
    expect(() => compare({ uniform, others })).toThrow(
      '"others" and "uniform" are not of the same users: number 0 is 1 and 0',
    );
    expect(() => compare({ uniform, fewer })).toThrow('number 0 is 2 and 0');
    expect(() => compare({ uniform, better }, { metrics: ['Recall@20'] })).toThrow(
      '"better" has no values of Recall@20',
    );
    expect(() => compare({ better }, { baseline: 'uniform' })).toThrow(
      'cannot hold 1 models against "uniform"',
    );
    expect(() => compare({ uniform })).toThrow('cannot hold 0 models');
  });
});

describe('compareRuns', () => {
  const run = { metric: 'NDCG@20', random: createRandom(2), resamples: 499 };

  test('a steady gain shows over users and over seeds', () => {
    const baseline = [0, 1, 2, 3, 4].map(() => result(0));
    const model = [0, 1, 2, 3, 4].map(() => result(0.1));
    const { difference, overUsers, overSeeds, interval, bySeed, seeds } = compareRuns({
      ...run,
      model,
      baseline,
    });
    expect(difference).toBeCloseTo(0.1, 1);
    expect(bySeed.reduce((sum, value) => sum + value, 0) / 5).toBeCloseTo(difference, 14);
    expect(overUsers.difference).toBeCloseTo(difference, 14);
    expect(overUsers.p).toBeLessThan(1e-6);
    expect(overSeeds.p).toBeLessThan(0.01);
    expect(interval.low).toBeGreaterThan(0);
    expect([seeds, overUsers.n, overSeeds.n]).toEqual([5, 300, 5]);
  });

  test('a gain that turns round with the seed shows over users alone', () => {
    const shifts = [0.3, -0.2, 0.25, -0.15];
    const found = compareRuns({
      ...run,
      model: shifts.map((shift) => result(shift, 0.05)),
      baseline: shifts.map(() => result(0, 0.05)),
    });
    expect(found.overUsers.p).toBeLessThan(0.001);
    expect(found.overSeeds.p).toBeGreaterThan(0.3);
    expect(found.interval.low).toBeLessThan(0);
    expect(found.interval.high).toBeGreaterThan(0);
  });

  test('refuses single runs, different numbers of them, and other users', () => {
    expect(() => compareRuns({ ...run, model: [better], baseline: [uniform] })).toThrow('cannot pair 1 runs');
    expect(() => compareRuns({ ...run, model: [better, same], baseline: [uniform] })).toThrow(
      '2 runs with 1',
    );
    const others = { ...better, users: users.map((user) => user + 1) };
    expect(() => compareRuns({ ...run, model: [better, same], baseline: [uniform, others] })).toThrow(
      '"baseline, run 1" and "model, run 0" are not of the same users',
    );
  });
});
