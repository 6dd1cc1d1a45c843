import { csrFromPairs, rowOf } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { metricsByGroup, onlyUsers } from './metrics-by-group.ts';
import { sparsityGroups } from './sparsity-groups.ts';

/** Users with the given numbers of train items. */
function withCounts(counts: readonly number[]) {
  const users = counts.flatMap((count, user) => new Array<number>(count).fill(user));
  const items = counts.flatMap((count) => Array.from({ length: count }, (_, item) => item));
  return csrFromPairs(counts.length, 40, users, items);
}

describe('sparsityGroups', () => {
  test('splits 24 interactions into groups of 8, sparsest users first', () => {
    // By count: 1 1 1 1 2 2 | 4 4 | 8
    const train = withCounts([4, 1, 8, 1, 2, 1, 2, 1, 4]);
    const groups = sparsityGroups({ train, groups: 3 });
    expect(groups.map(({ label, users }) => [label, [...users]])).toEqual([
      ['1-2', [1, 3, 4, 5, 6, 7]],
      ['4', [0, 8]],
      ['8', [2]],
    ]);
    expect(groups.map(({ interactionShare }) => interactionShare)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(groups[0]).toMatchObject({ least: 1, most: 2, userShare: 6 / 9 });
  });

  test('holds each user once, keeps equal users together, and is even to within the largest class', () => {
    const degrees = fc.array(fc.nat(12), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(degrees, fc.integer({ min: 1, max: 6 }), (counts, groups) => {
        fc.pre(counts.some((count) => count > 0));
        const train = withCounts(counts);
        const found = sparsityGroups({ train, groups });
        expect(found.length).toBeLessThanOrEqual(groups);
        expect(found.flatMap(({ users }) => [...users]).sort((a, b) => a - b)).toEqual([...counts.keys()]);
        for (const [index, { least, most, users }] of found.entries()) {
          const sizes = [...users].map((user) => rowOf(train, user).length);
          expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([least, most]);
          if (index > 0) expect(least).toBeGreaterThan(found[index - 1].most);
        }
        const total = counts.reduce((sum, count) => sum + count, 0);
        const classMass = (count: number) => count * counts.filter((other) => other === count).length;
        const largest = Math.max(...counts.map(classMass)) / total;
        for (const { interactionShare } of found) {
          expect(interactionShare).toBeLessThanOrEqual(1 / groups + largest + 1e-12);
        }
      }),
    );
  });

  test('refuses no groups and no interactions', () => {
    expect(() => sparsityGroups({ train: withCounts([1]), groups: 0 })).toThrow('into 0 groups');
    expect(() => sparsityGroups({ train: withCounts([0, 0]) })).toThrow('cannot split 0 interactions');
  });
});

test('metricsByGroup averages the measured users of each group, and weighs back to the whole mean', () => {
  const result = {
    users: Int32Array.of(0, 2, 3, 7),
    perUser: { 'Recall@2': Float64Array.of(0.5, 1, 0, 0.3) },
  };
  const groups = [
    { label: 'a', users: Int32Array.of(0, 1, 2) },
    { label: 'b', users: Int32Array.of(3, 7) },
    { label: 'c', users: Int32Array.of(5) },
  ];
  const found = metricsByGroup(result, groups);
  expect(found).toEqual([
    { label: 'a', measured: 2, metrics: { 'Recall@2': 0.75 } },
    { label: 'b', measured: 2, metrics: { 'Recall@2': 0.15 } },
    { label: 'c', measured: 0, metrics: {} },
  ]);
  expect(onlyUsers(result, groups[0].users).users).toEqual(Int32Array.of(0, 2));
});
