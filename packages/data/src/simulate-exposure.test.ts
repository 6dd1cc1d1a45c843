import { createRandom } from '@hnlm/core';
import { expect, it } from 'vitest';
import { createExposure } from './simulate-exposure.ts';

/** 200 items (four blocks, the last one short) in three departments. */
const items = 200;
const departmentOf = Int32Array.from({ length: items }, (_, item) => (item * 7) % 3);
const popularity = Float64Array.from({ length: items }, (_, item) => 1 / (1 + (item % 40)));
const interests = Float32Array.of(2, 0.5, 0);
const exposure = createExposure(popularity, departmentOf);

it('draws items by popularity times interest', () => {
  const weights = popularity.map((weight, item) => weight * interests[departmentOf[item]]);
  const total = weights.reduce((sum, weight) => sum + weight);
  const draws = 100_000;
  const counts = new Int32Array(items);
  for (let draw = 0; draw < draws; draw++) {
    counts[exposure.to(interests, createRandom(draw))()!]++;
  }
  let chiSquare = 0;
  let cells = 0;
  for (const [item, count] of counts.entries()) {
    const expected = (draws * weights[item]) / total;
    if (expected === 0) expect(count).toBe(0);
    else {
      chiSquare += (count - expected) ** 2 / expected;
      cells++;
    }
  }
  // Its mean is cells - 1, its standard deviation the root of twice that.
  expect(Math.abs(chiSquare - (cells - 1))).toBeLessThan(4 * Math.sqrt(2 * (cells - 1)));
});

it('draws what a search in the cumulative weights of all items draws', () => {
  const cumulative: number[] = [];
  for (let item = 0, sum = 0; item < items; item++) {
    cumulative.push((sum += popularity[item] * interests[departmentOf[item]]));
  }
  for (let seed = 0; seed < 1000; seed++) {
    const value = createRandom(seed).uniform() * cumulative.at(-1)!;
    const drawn = exposure.to(interests, createRandom(seed))();
    expect(drawn).toBe(cumulative.findIndex((sum) => sum > value));
  }
});

it('shows each item once, those of no interest never, and ends', () => {
  const show = exposure.to(interests, createRandom(1));
  const shown: number[] = [];
  for (let item = show(); item !== undefined; item = show()) shown.push(item);
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown.every((item) => interests[departmentOf[item]] > 0)).toBe(true);
  expect(shown.length).toBe(departmentOf.filter((department) => interests[department] > 0).length);
});
