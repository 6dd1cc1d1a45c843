import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ItemPath, pathTree } from './path-tree.ts';

const catalogue = fc
  .array(
    fc.record({
      path: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 4 }),
      reward: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max: 50, noNaN: true })),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .filter((items) => items.some(({ reward }) => reward > 0));

/** Half the summed difference of two distributions. */
const totalVariation = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, p, index) => sum + Math.abs(p - other[index]), 0) / 2;

const startsWith = (path: ItemPath, prefix: ItemPath) => prefix.every((step, index) => path[index] === step);

describe('pathTree', () => {
  it('has the normalised rewards as probabilities, exactly, from every node', () => {
    fc.assert(
      fc.property(catalogue, fc.nat(), fc.nat({ max: 4 }), (items, pick, levels) => {
        const tree = pathTree(items.map(({ path }) => path));
        const rewards = Float64Array.from(items, ({ reward }) => reward);
        const flows = tree.flows(rewards);
        const item = pick % items.length;
        const prefix = items[item].path.slice(0, levels);
        const from = tree.nodeOf(item, levels);
        const below = items.map(({ path, reward }) => (startsWith(path, prefix) ? reward : 0));
        const total = below.reduce((sum, reward) => sum + reward, 0);
        fc.pre(total > 0);
        const actual = items.map((_, index) => tree.probability(rewards, flows, index, from));
        expect(
          totalVariation(
            actual,
            below.map((reward) => reward / total),
          ),
        ).toBeLessThan(1e-12);
      }),
    );
  });

  it('draws what it promises: total variation falls with the number of draws', () => {
    const random = createRandom(1);
    const paths = Array.from({ length: 40 }, () => [random.integer(3), random.integer(3), random.integer(2)]);
    const tree = pathTree(paths);
    const rewards = Float64Array.from(paths, () => Math.exp(2 * random.normal()));
    const flows = tree.flows(rewards);
    const total = rewards.reduce((sum, reward) => sum + reward, 0);
    const expected = Array.from(rewards, (reward) => reward / total);
    const distance = (draws: number) => {
      const counts = new Array<number>(40).fill(0);
      for (let draw = 0; draw < draws; draw++) counts[tree.draw(rewards, flows, random)]++;
      return totalVariation(
        counts.map((count) => count / draws),
        expected,
      );
    };
    // The mean of the distance is at most half the sum of the standard deviations of the shares.
    const bound = (draws: number) =>
      expected.reduce((sum, p) => sum + Math.sqrt((p * (1 - p)) / draws), 0) / 2;
    expect(distance(2000)).toBeLessThan(1.5 * bound(2000));
    expect(distance(200_000)).toBeLessThan(1.5 * bound(200_000));
    expect(bound(200_000)).toBeLessThan(0.006);
  });

  it('draws nothing where nothing flows, and never an item without reward', () => {
    const tree = pathTree([['a'], ['a'], ['b']]);
    const rewards = Float64Array.of(0, 3, 0);
    const flows = tree.flows(rewards);
    expect(tree.draw(rewards, flows, createRandom(1), tree.nodeOf(2, 1))).toBe(-1);
    for (let seed = 0; seed < 50; seed++) expect(tree.draw(rewards, flows, createRandom(seed))).toBe(1);
  });
});
