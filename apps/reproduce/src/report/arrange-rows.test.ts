import { expect, test } from 'vitest';
import { runResults } from './__fixtures__/run-results.ts';
import { arrangeRows } from './arrange-rows.ts';

test('rows stand by kind, controls behind their row, and none is lost', () => {
  const shuffled = runResults.rows.toReversed();
  const arranged = arrangeRows(shuffled).flatMap((group) => group.rows);
  expect(new Set(arranged)).toEqual(new Set(shuffled));
  for (const [place, row] of arranged.entries()) {
    if (row.kind !== 'control') continue;
    const owner = arranged.slice(0, place).findLast((before) => before.kind !== 'control');
    expect(owner?.id).toBe(row.controls?.row);
  }
});

test('a control whose row was not run stands in a group of its own', () => {
  const rows = runResults.rows.filter((row) => row.id !== 'mix');
  const last = arrangeRows(rows).at(-1);
  expect(last?.title).toBe('Controls of rows that were not run');
  expect(last?.rows.map((row) => row.id)).toEqual(['mix-zero', 'mix-random']);
});
