import { contains, createRandom } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop, reordered } from './__fixtures__/block-shop.ts';
import { negativeRows } from './negative-set.ts';
import { itemRewards, type RewardNegativesOptions, rewardNegatives } from './reward-negatives.ts';

const data = blockShop();
const scoreOf = (user: string, item: string) => Math.sin(Number(user.slice(5)) + 7 * Number(item.slice(5)));
const scoresIn = (view: typeof data) => (user: number) =>
  view.items.ids.map((item) => scoreOf(view.users.ids[user], item));
const make = (options: Partial<RewardNegativesOptions> = {}) =>
  rewardNegatives({ data, scores: scoresIn(data), random: createRandom(1), ...options });
const indexOf = (item: string) => data.items.indexOf(item)!;

describe('itemRewards', () => {
  it('is in proportion to exp(s / T) (1 - p), and 0 for train items', () => {
    const falseNegatives = () => data.items.ids.map((_, item) => (item % 3) / 4);
    const rewards = itemRewards({ data, scores: scoresIn(data), falseNegatives }, 5, 0.5);
    const expected = data.items.ids.map((id, item) =>
      contains(data.interactions, 5, item) ? 0 : Math.exp(scoreOf('user-5', id) / 0.5) * (1 - (item % 3) / 4),
    );
    const scale = Math.max(...rewards) / Math.max(...expected);
    for (const [item, reward] of expected.entries()) expect(rewards[item]).toBeCloseTo(reward * scale, 10);
  });

  it('does not overflow', () => {
    const rewards = itemRewards({ data, scores: () => data.items.ids.map((_, item) => item * 1e4) }, 5, 0.1);
    expect(Math.max(...rewards)).toBe(1);
  });
});

describe('rewardNegatives', () => {
  it('gives every pair an item that the user does not have', () => {
    const { pairs, texts, coverage } = make();
    expect(coverage).toMatchObject({ covered: data.interactions.indices.length, uncovered: {} });
    for (const { user, text } of pairs) {
      const [{ item }] = texts[text].grounded!;
      expect(contains(data.interactions, data.users.indexOf(user)!, indexOf(item))).toBe(false);
    }
  });

  it('stays within the steps that are to be shared, where it can', () => {
    const paths = data.texts.map(({ categories = [] }) => categories);
    for (const { positive, grounded } of negativeRows(make({ sharedSteps: 2 }))) {
      const [own, other] = [paths[indexOf(positive)], paths[indexOf(grounded[0].item)]];
      if (own.length === 0) continue; // the item without categories goes anywhere
      expect(other[0]).toBe(own[0]);
    }
  });

  it('prefers high scores the more, the lower the temperature', () => {
    const mean = (temperature: number) => {
      const rows = negativeRows(make({ temperature }));
      return rows.reduce((sum, { user, grounded }) => sum + scoreOf(user, grounded[0].item), 0) / rows.length;
    };
    expect(mean(0.05)).toBeGreaterThan(0.9);
    expect(Math.abs(mean(100))).toBeLessThan(0.15);
  });

  it('never draws what is surely wanted', () => {
    const falseNegatives = () => data.items.ids.map((_, item) => (item < 30 ? 1 : 0));
    for (const { grounded } of negativeRows(make({ falseNegatives }))) {
      expect(indexOf(grounded[0].item)).toBeGreaterThanOrEqual(30);
    }
  });

  it('says where no item is left', () => {
    const { coverage } = make({ falseNegatives: () => data.items.ids.map(() => 1) });
    expect(coverage.uncovered).toEqual({ 'no-candidate': coverage.pairs });
  });

  it('gives each original pair the same item whatever the order of users and items', () => {
    const drawn = (view: typeof data) => {
      const options = { data: view, scores: scoresIn(view), random: createRandom(1), sharedSteps: 1 };
      const rows = negativeRows(rewardNegatives(options));
      return new Map(rows.map(({ user, positive, grounded }) => [`${user} ${positive}`, grounded[0].item]));
    };
    const expected = drawn(data);
    for (const seed of [1, 2, 3]) expect(drawn(reordered(data, seed))).toEqual(expected);
  });

  it.each([
    ['too few scores', { scores: () => [1] }, 'REWARD_SHAPE'],
    ['a score that is not finite', { scores: () => data.items.ids.map(() => Number.NaN) }, 'REWARD_SHAPE'],
    ['a probability above 1', { falseNegatives: () => data.items.ids.map(() => 1.1) }, 'REWARD_SHAPE'],
    ['a temperature of 0', { temperature: 0 }, 'NEGATIVES_OPTION'],
  ])('refuses %s', (_, options, code) => {
    expect(() => make(options)).toThrow(expect.objectContaining({ code }));
  });
});
