import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, expect, test } from 'vitest';
import { expectFormula, type ScoredRow } from '../__fixtures__/expect-formula.ts';
import { testLoss } from '../testing/test-loss.ts';
import { hinge } from './hinge.ts';

beforeAll(() => useBackend('hnlm'));

const terms = (margin: number, { positive, negatives, weights }: ScoredRow) =>
  negatives.map((negative, n) => weights[n] * Math.max(0, margin + negative - positive));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
/** In the small world of 40 items. */
const rankWeight = (margin: number, { positive, negatives }: ScoredRow) =>
  Math.log(
    1 + (40 * negatives.filter((negative) => margin + negative - positive > 0).length) / negatives.length,
  );

test('is max(0, margin + difference) over all pairs', () => {
  expectFormula(hinge({ margin: 0.7 }), (row) => sum(terms(0.7, row)) / row.negatives.length);
  expectFormula(hinge({ reduction: 'sum' }), (row) => sum(terms(1, row)), 'sum');
});

test('takes the hardest negative alone', () => {
  expectFormula(hinge({ over: 'hardest' }), (row) => Math.max(...terms(1, row)));
});

test('weights by the estimated rank, through which nothing flows', () => {
  const options = { margin: 0.7, over: 'hardest', rankWeighted: true, reduction: 'sum' } as const;
  expectFormula(hinge(options), (row) => Math.max(...terms(0.7, row)) * rankWeight(0.7, row), 'sum');
  expectFormula(
    hinge({ rankWeighted: true }),
    (row) => (sum(terms(1, row)) / row.negatives.length) * rankWeight(1, row),
  );
});

// With a margin that all violate: where the estimated rank changes the loss jumps, and differences show the jump.
test.each([{}, { over: 'hardest' }, { margin: 5, over: 'hardest', rankWeighted: true }] as const)(
  'keeps the contract of losses with %o',
  (options) => testLoss(() => hinge(options)),
);

test('refuses a margin that is none', () => {
  expect(() => hinge({ margin: 0 })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});
