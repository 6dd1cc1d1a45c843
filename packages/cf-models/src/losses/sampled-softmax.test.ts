import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { expectFormula, type ScoredRow } from '../__fixtures__/expect-formula.ts';
import { testLoss } from '../testing/test-loss.ts';
import { sampledSoftmax } from './sampled-softmax.ts';

beforeAll(() => useBackend('hnlm'));

const formula =
  (temperature: number) =>
  ({ positive, negatives, weights }: ScoredRow) =>
    Math.log1p(
      negatives.reduce(
        (sum, negative, n) => sum + weights[n] * Math.exp((negative - positive) / temperature),
        0,
      ),
    );

test.each([1, 0.4])('is log(1 + sum of exponentials) at temperature %d', (temperature) => {
  expectFormula(sampledSoftmax({ temperature }), formula(temperature));
  expectFormula(sampledSoftmax({ temperature, reduction: 'sum' }), formula(temperature), 'sum');
});

test('keeps the contract of losses', () => testLoss(() => sampledSoftmax()));

test('refuses a temperature of 0', () => {
  expect(() => sampledSoftmax({ temperature: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
