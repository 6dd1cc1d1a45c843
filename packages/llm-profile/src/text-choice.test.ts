import { createRandom } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { chooseByText, randomChoice, type TextChoice } from './text-choice.ts';

const texts = Array.from({ length: 30 }, (_, n) => `text ${n}`);
const itself = (text: string) => text;
const longest: TextChoice = (all, budget) =>
  [...all.keys()].sort((one, other) => all[other].length - all[one].length).slice(0, budget);

describe('chooseByText', () => {
  it('keeps the order of the choice, and does not depend on that of the entries', () => {
    const shuffled = createRandom(1).shuffle(texts.slice());
    for (const choose of [longest, randomChoice(3)]) {
      const chosen = chooseByText(texts, itself, 7, choose);
      expect(chosen).toHaveLength(7);
      expect(chooseByText(shuffled, itself, 7, choose)).toEqual(chosen);
    }
    expect(chooseByText(['a', 'ccc', 'bb'], itself, 2, longest)).toEqual(['ccc', 'bb']);
  });

  it.each([
    ['too many', () => [0, 1, 2]],
    ['repeated', () => [1, 1]],
    ['unknown', () => [30]],
    ['broken', () => [0.5]],
  ])('refuses %s indices', (_, choose) => {
    expect(() => chooseByText(texts, itself, 2, choose)).toThrow(
      expect.objectContaining({ code: 'PROFILE_CHOICE' }),
    );
  });
});

describe('randomChoice', () => {
  it('draws by seed, every text about as often', () => {
    const counts = new Map<number, number>();
    for (let seed = 0; seed < 600; seed++) {
      for (const index of randomChoice(seed)(texts, 10)) counts.set(index, (counts.get(index) ?? 0) + 1);
    }
    // 200 expected, standard deviation sqrt(600 / 3 * 2 / 3) = 11.5.
    expect(Math.min(...counts.values())).toBeGreaterThan(150);
    expect(Math.max(...counts.values())).toBeLessThan(250);
    expect(counts.size).toBe(30);
  });
});
