import { expect, test } from 'vitest';
import { runResults } from './__fixtures__/run-results.ts';
import { renderTable } from './render-table.ts';

const lines = renderTable(runResults).split('\n');

test('no line is longer than 110 columns, also with long labels and many references', () => {
  const long = {
    ...runResults,
    rows: runResults.rows.map((row, index) => ({
      ...row,
      label: `${row.label} with a rather long label ${'unbroken'.repeat(8)}`,
      comparisons: runResults.rows
        .slice(0, index)
        .map(({ id }) => ({ to: id, change: -0.5, pUsers: 0, users: 9 })),
    })),
  };
  const rendered = renderTable(long).split('\n');
  for (const line of [...lines, ...rendered]) expect(line.length).toBeLessThanOrEqual(110);
});

test('figures stand in columns under their heads', () => {
  const end = lines[1].indexOf('NDCG@20') + 'NDCG@20'.length;
  const rows = lines.filter((line) => / ± /.test(line) && /^ {2}/.test(line));
  expect(rows).toHaveLength(10);
  for (const row of rows) expect(row.slice(end - 15, end)).toMatch(/^\d\.\d{4} ± \d\.\d{4}$/);
});

test('a control stands further in, below its row, and is compared with it', () => {
  const owner = lines.findIndex((line) => line.startsWith('  DNS on text-initialised tables'));
  expect(lines[owner + 1]).toMatch(/^ {4}Permuted text .*−3\.9 %\*$/);
});

test('a difference that is not shown has no star', () => {
  expect(lines.find((line) => line.startsWith('  HNLMRec mix'))).toMatch(/−1\.0 % {3}−6\.9 %\*$/);
});

test('long labels go on in the next line', () => {
  const first = lines.findIndex((line) => line.startsWith('  Semantically adjusted DNS on'));
  expect(`${lines[first].slice(2, 36).trim()} ${lines[first + 1].trim()}`).toBe(
    'Semantically adjusted DNS on text-initialised tables',
  );
});
