import { describe, expect, test } from 'vitest';
import { nestingFaults } from './__fixtures__/nesting-faults.ts';
import { runResults } from './__fixtures__/run-results.ts';
import { renderReport } from './render-report.ts';
import type { RunResults } from './results.ts';

const report = renderReport(runResults);

test('is one well-formed page with a language, one main heading, and captions', () => {
  expect(nestingFaults('<p><b></p>')).not.toEqual([]);
  expect(nestingFaults(report)).toEqual([]);
  expect(report).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(report.match(/<h1>/g)).toHaveLength(1);
  expect(report.match(/<caption>/g)?.length).toBe(report.match(/<table>/g)?.length);
});

test('needs nothing from elsewhere', () => {
  expect(report).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\bsrc=|\bhref=/i);
  expect(report.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('://');
});

test('holds no markup that data brought in', () => {
  const poison = `</title><script>alert('x')</script><b onmouseover="y">&amp;`;
  const poisoned = JSON.parse(JSON.stringify(runResults), (key, value) =>
    typeof value === 'string' && !['id', 'to', 'row', 'kind', 'selectionMetric'].includes(key)
      ? value + poison
      : value,
  ) as RunResults;
  const page = renderReport(poisoned);
  expect(page).not.toContain('<script');
  expect(page).not.toContain('<b onmouseover');
  expect(page).toContain('&#60;script&#62;');
  expect(nestingFaults(page)).toEqual([]);
});

test('keeps options of the command in one piece', () => {
  const about = ['Change the settings with --world, or bring real data - with --item-columns.'];
  expect(renderReport({ ...runResults, about })).toContain(
    '<p>Change the settings with <code>--world</code>, or bring real data - with <code>--item-columns</code>.</p>',
  );
});

test('shows every row, with its control below it', () => {
  for (const row of runResults.rows) expect(report).toContain(row.label.replace("'", '&#39;'));
  expect(report.indexOf('>Permuted text<')).toBeGreaterThan(
    report.indexOf('>DNS on text-initialised tables<'),
  );
  expect(report.indexOf('>Permuted text<')).toBeLessThan(report.indexOf('>HNLMRec mix<'));
});

test('shows which users and items have negatives', () => {
  expect(report).toContain('3,000 of 12,000.');
  const row = (name: string) =>
    new RegExp(`<th scope="row">${name}</th>(.*?)</tr>`)
      .exec(report)?.[1]
      .replaceAll(/<[^>]+>/g, ' ')
      .trim();
  expect(row('3 to 9')).toBe('1,400  6,000  500  8.3 %');
  expect(row('10')).toBe('600  6,000  2,500  41.7 %');
  expect(report).toContain('<dt>Flags</dt><dd>out-of-catalogue, wanted</dd>');
});

test('is the same page for the same results', () => {
  expect(renderReport(JSON.parse(JSON.stringify(runResults)))).toBe(report);
});

describe('does without', () => {
  const bare: RunResults = {
    ...runResults,
    rows: runResults.rows.map((row) => ({ ...row, comparisons: [], seeds: row.seeds.slice(0, 1) })),
    texts: [],
    coverage: undefined,
    examples: [],
  };

  test('comparisons, texts, examples and further seeds', () => {
    const page = renderReport(bare);
    expect(nestingFaults(page)).toEqual([]);
    expect(page).toContain('Figures of one run: their spread is unknown.');
    expect(page).not.toContain('Against');
    expect(page).not.toContain('<h2>Examples');
    expect(page).not.toContain('Where the negatives are');
  });

  test('any row', () => {
    const page = renderReport({ ...bare, rows: [] });
    expect(nestingFaults(page)).toEqual([]);
    expect(page).toContain('No row was run.');
  });
});
