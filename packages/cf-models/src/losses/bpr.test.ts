import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectFormula, type ScoredRow } from '../__fixtures__/expect-formula.ts';
import { testLoss } from '../testing/test-loss.ts';
import { bpr } from './bpr.ts';

beforeAll(() => useBackend('hnlm'));

describe.each([0, 1e-5, 0.1])('epsilon %d', (epsilon) => {
  const sum = ({ positive, negatives, weights }: ScoredRow) =>
    negatives.reduce(
      (total, negative, n) =>
        total - weights[n] * Math.log(epsilon + 1 / (1 + Math.exp(negative - positive))),
      0,
    );

  test('is -log(epsilon + sigmoid of the difference), the mean over pairs', () => {
    expectFormula(bpr({ epsilon }), (row) => sum(row) / row.negatives.length);
  });

  test('or the sum over pairs', () => expectFormula(bpr({ epsilon, reduction: 'sum' }), sum, 'sum'));

  test('keeps the contract of losses', () => testLoss(() => bpr({ epsilon })));
});

test('refuses a negative epsilon', () => {
  expect(() => bpr({ epsilon: -1 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
