import { createRandom, csrFromPairs, idMap, rowOf } from '@hnlm/core';
import { expect, test } from 'vitest';
import { recommend } from './recommend.ts';

const random = createRandom(1);
const table = (rows: number) => Float32Array.from({ length: rows * 5 }, () => random.normal());
const ids = (name: string, count: number) => idMap(Array.from({ length: count }, (_, n) => `${name}${n}`));
const model = {
  ...{ users: ids('u', 7), items: ids('i', 30), dimensions: 5 },
  ...{ userEmbeddings: table(7), itemEmbeddings: table(30) },
};
const seen = csrFromPairs(7, 30, [3, 3, 3, 0], [1, 2, 9, 4]);

test('gives the items of the highest scores that the user has not seen, best first', () => {
  const score = (item: number) => {
    let sum = 0;
    for (let c = 0; c < 5; c++) sum += model.userEmbeddings[15 + c] * model.itemEmbeddings[item * 5 + c];
    return sum;
  };
  const all = Array.from({ length: 30 }, (_, item) => ({ item: `i${item}`, score: score(item) }));
  const left = all.filter((_, item) => !rowOf(seen, 3).includes(item) && item !== 7);
  left.sort((a, b) => b.score - a.score);
  expect(recommend(model, 'u3', 6, { seen, exclude: ['i7'] })).toEqual(left.slice(0, 6));
  expect(recommend(model, 'u3', 100, { seen, exclude: ['i7'] })).toHaveLength(26);
});

test('names what it does not know', () => {
  expect(() => recommend(model, 'nobody', 3)).toThrow('user "nobody"');
  expect(() => recommend(model, 'u1', 3, { exclude: ['nothing'] })).toThrow('item "nothing"');
  expect(() => recommend(model, 'u1', 0)).toThrow('cannot recommend 0');
});
