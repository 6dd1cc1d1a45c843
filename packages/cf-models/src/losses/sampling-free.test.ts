import { contains, csrFromPairs } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodedBatch } from '../__fixtures__/encoded-batch.ts';
import { checkGradients } from '../testing/check-gradients.ts';
import { testLoss } from '../testing/test-loss.ts';
import { tiny } from '../testing/tiny-batch.ts';
import { samplingFree } from './sampling-free.ts';

beforeAll(() => useBackend('hnlm'));

/** User 3 has one item, user 4 every one. */
const data = {
  ...tiny,
  interactions: csrFromPairs(
    5,
    6,
    [0, 0, 1, 1, 1, 2, 2, 3, 4, 4, 4, 4, 4, 4],
    [0, 1, 1, 4, 5, 0, 2, 3, 0, 1, 2, 3, 4, 5],
  ),
};
const batch = { users: Int32Array.of(2, 0, 3, 4), items: Int32Array.of(0, 1, 3, 5) };

describe.each([2, 0.5])('margin %d', (margin) => {
  test('is the mean over all pairs of a train item and another', () => {
    const { users, items, lossOf } = encodedBatch(data, batch);
    const score = (user: number, item: number) =>
      users[user].reduce((sum, value, c) => sum + value * items[item][c], 0);
    let expected = 0;
    for (const user of batch.users) {
      const [own, other] = [true, false].map((is) =>
        items.map((_, item) => item).filter((item) => contains(data.interactions, user, item) === is),
      );
      const pairs = own.flatMap((i) => other.map((j) => (margin - score(user, i) + score(user, j)) ** 2));
      if (pairs.length > 0) {
        expected += pairs.reduce((sum, one) => sum + one, 0) / pairs.length / batch.users.length;
      }
    }
    expect(lossOf(samplingFree({ margin }))().dataSync()[0] / expected).toBeCloseTo(1, 4);
  });

  test('has the gradient of finite differences', () => {
    const { parameters, lossOf } = encodedBatch(data, batch);
    checkGradients(lossOf(samplingFree({ margin })), parameters);
  });
});

test('keeps the contract of losses', () =>
  testLoss(() => samplingFree({ margin: 1 }), { training: { positives: 'each-user', batch: 20 } }));

test('refuses a margin that is none', () => {
  expect(() => samplingFree({ margin: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
