import { rowOf } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { coverageReport } from './coverage-report.ts';
import type { NegativeSet } from './negative-set.ts';

const data = blockShop();
const total = data.interactions.indices.length;
const setOf = (pairs: { user: string; positive: string }[]): NegativeSet => ({
  texts: [{ text: 'a text', provenance: { generator: 'test' } }],
  pairs: pairs.map((pair) => ({ ...pair, text: 0 })),
  coverage: { pairs: total, covered: pairs.length, uncovered: {} },
});
const pairsOf = (user: number) =>
  Array.from(rowOf(data.interactions, user), (item) => ({
    user: data.users.ids[user],
    positive: data.items.ids[item],
  }));
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe('coverageReport', () => {
  const degree = (user: number) => rowOf(data.interactions, user).length;
  const busiest = [...data.users.ids.keys()].sort((one, other) => degree(other) - degree(one)).slice(0, 5);
  const report = coverageReport({ negatives: setOf(busiest.flatMap(pairsOf)), data });

  it.each(['users', 'items'] as const)('divides all train pairs of %s into groups of like size', (side) => {
    const groups = report[side];
    expect(sum(groups.map(({ pairs }) => pairs))).toBe(total);
    expect(sum(groups.map(({ covered }) => covered))).toBe(report.covered);
    expect(groups.length).toBeGreaterThan(1);
    expect(groups.length).toBeLessThanOrEqual(4);
    for (const [index, { interactions, members, pairs }] of groups.entries()) {
      expect(pairs).toBeGreaterThanOrEqual(members * interactions[0]);
      expect(pairs).toBeLessThanOrEqual(members * interactions[1]);
      if (index > 0) expect(interactions[0]).toBeGreaterThan(groups[index - 1].interactions[1]);
    }
  });

  it('shows that negatives went to the busiest users', () => {
    expect(report.covered).toBe(sum(busiest.map(degree)));
    expect(report.users.at(-1)!.covered).toBe(report.covered);
    expect(report.users[0].covered).toBe(0);
  });

  it('counts neither repeated nor unknown pairs', () => {
    const [pair] = pairsOf(3);
    const stranger = { user: 'nobody', positive: pair.positive };
    const notInTrain = {
      user: pair.user,
      positive: data.items.ids.find((id) => pairsOf(3).every(({ positive }) => positive !== id))!,
    };
    expect(coverageReport({ negatives: setOf([pair, pair, stranger, notInTrain]), data }).covered).toBe(1);
  });
});
