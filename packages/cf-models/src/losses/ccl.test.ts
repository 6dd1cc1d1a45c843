import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { expectFormula, type ScoredRow } from '../__fixtures__/expect-formula.ts';
import { cosine } from '../backbones/cosine.ts';
import { mf } from '../backbones/mf.ts';
import { uniform } from '../samplers/uniform.ts';
import { testLoss } from '../testing/test-loss.ts';
import { ccl } from './ccl.ts';

beforeAll(() => useBackend('hnlm'));

const formula =
  (margin: number, weight: number) =>
  ({ positive, negatives, weights }: ScoredRow) =>
    1 -
    positive +
    (weight / negatives.length) *
      negatives.reduce((sum, negative, n) => sum + weights[n] * Math.max(0, negative - margin), 0);

test('is 1 - positive + w times the mean excess of the negatives', () => {
  expectFormula(ccl({ margin: 0.3, negativeWeight: 5 }), formula(0.3, 5));
  expectFormula(ccl({ margin: 0.3, negativeWeight: 5, reduction: 'sum' }), formula(0.3, 5), 'sum');
});

test('keeps the contract of losses', () =>
  testLoss(() => ccl({ margin: 0.2, negativeWeight: 4 }), {
    training: { backbone: cosine(mf({ dim: 16 })), negatives: uniform({ negatives: 4 }) },
  }));

test.each([{ margin: 1 }, { negativeWeight: 0 }])('refuses %o', (options) => {
  expect(() => ccl(options)).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
