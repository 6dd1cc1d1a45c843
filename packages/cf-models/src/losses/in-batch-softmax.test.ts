import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodedBatch } from '../__fixtures__/encoded-batch.ts';
import { checkGradients } from '../testing/check-gradients.ts';
import { testLoss } from '../testing/test-loss.ts';
import { tiny, tinyBatch } from '../testing/tiny-batch.ts';
import { inBatchSoftmax } from './in-batch-softmax.ts';

beforeAll(() => useBackend('hnlm'));

describe.each([false, true])('popularity corrected: %s', (correctPopularity) => {
  test.each(['mean', 'sum'] as const)('is the softmax among the items of the batch, %s', (reduction) => {
    const { users, items, lossOf } = encodedBatch(tiny, tinyBatch);
    const { indices } = tiny.interactions;
    const share = (item: number) => indices.filter((one) => one === item).length / indices.length;
    const score = (user: number, item: number) =>
      users[user].reduce((sum, value, c) => sum + value * items[item][c], 0) / 0.5 -
      (correctPopularity ? Math.log(share(item)) : 0);
    let expected = 0;
    for (const [n, user] of tinyBatch.users.entries()) {
      const all = [...tinyBatch.items].reduce((sum, item) => sum + Math.exp(score(user, item)), 0);
      expected += Math.log(all) - score(user, tinyBatch.items[n]);
    }
    if (reduction === 'mean') expected /= tinyBatch.users.length;
    const loss = inBatchSoftmax({ temperature: 0.5, correctPopularity, reduction });
    expect(lossOf(loss)().dataSync()[0] / expected).toBeCloseTo(1, 5);
  });

  test('has the gradient of finite differences', () => {
    const { parameters, lossOf } = encodedBatch(tiny, tinyBatch);
    checkGradients(lossOf(inBatchSoftmax({ correctPopularity })), parameters);
  });

  test('keeps the contract of losses', () => testLoss(() => inBatchSoftmax({ correctPopularity })));
});

test('refuses a temperature of 0', () => {
  expect(() => inBatchSoftmax({ temperature: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
