import { createRandom } from '@hnlm/core';
import { expect, test } from 'vitest';
import { compareModels } from './compare-models.ts';
import { comparisonTable } from './comparison-table.ts';

const random = createRandom('table');
const users = Int32Array.from({ length: 100 }, (_, user) => user);
const base = Float64Array.from(users, () => random.uniform());
const result = (gain: number) => ({
  users,
  perUser: { 'NDCG@20': base.map((value) => value + gain + 0.1 * random.normal()) },
});

test('writes a row a model under its baseline, and says what the star means', () => {
  const results = { uniform: result(0), same: result(0), 'a|b': result(0.2) };
  const rows = compareModels({ results, baseline: 'uniform', metrics: ['NDCG@20'], random });
  const lines = comparisonTable(rows).split('\n');
  expect(lines[0]).toBe(
    '| metric | model | mean | change from uniform | difference, 95 % interval | p | users better / worse |',
  );
  expect(lines[2]).toBe(`| NDCG@20 | uniform | ${rows[0].baselineMean.toFixed(4)} |  |  |  |  |`);
  expect(lines[3]).toMatch(
    /^\| NDCG@20 \| same \| 0\.\d{4} \| [+-]\d+\.\d % \| [+-]0\.\d{4} to [+-]0\.\d{4} \| /,
  );
  expect(lines[3]).not.toContain('\\*');
  expect(lines[4]).toMatch(
    /^\| NDCG@20 \| a\\\|b \| 0\.\d{4} \\\* \| \+\d+\.\d % \| .* \| < \.001 \| \d+ % \/ \d+ % \|$/,
  );
  expect(lines[6]).toContain(
    "differs from uniform: p < 0.05, paired t-test over 100 users, Holm's correction for 2 comparisons.",
  );
});

test('of no rows is empty', () => {
  expect(comparisonTable([])).toBe('');
});
