import { expect, test } from 'vitest';
import { runResults } from './__fixtures__/run-results.ts';
import type { RunResults } from './results.ts';
import { summarise } from './summary.ts';

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

test('names the row that validation chose, what it beats, and what is not shown', () => {
  expect(plain(summarise(runResults).lead)).toBe(
    'By validation, Semantically adjusted DNS on text-initialised tables is the best of 7 rows. Its test NDCG@20 of ' +
      '0.4161 ± 0.0019 beats Uniform (+11.0 %, p < .0001) and DNS (+4.4 %, p < .0001); it is not shown to differ from ' +
      'DNS on text-initialised tables (+0.3 %, p = .32).',
  );
});

test('says of the losing rows that they lose', () => {
  expect(summarise(runResults).others.map(plain)).toContain(
    'HNLMRec mix: 0.3712 ± 0.0019 falls behind DNS (−6.9 %, p < .0001); it is not shown to differ from Uniform ' +
      '(−1.0 %, p = .023).',
  );
});

test('a control rules out only where it is clearly worse than its row', () => {
  expect(summarise(runResults).controls.map(plain)).toEqual([
    'Permuted text: worse than DNS on text-initialised tables (−3.9 %, p < .0001). Ruled out: spread of the initial vectors.',
    'alpha = 0: no difference from HNLMRec mix shown (+1.0 %, p = .023). Not ruled out: gain from loss, size or batch.',
    'Random vectors of matched norm: no difference from HNLMRec mix shown (+0.3 %, p = .41). Not ruled out: any noise would do.',
    "Another user's text: worse than Semantically adjusted DNS (−2.8 %, p < .0001). Ruled out: popularity of words.",
  ]);
});

/** The same results with the numbers of some rows replaced. */
function changed(changes: Record<string, Partial<RunResults['rows'][number]>>): RunResults {
  return { ...runResults, rows: runResults.rows.map((row) => ({ ...row, ...changes[row.id] })) };
}

test('tells where test would have chosen another row', () => {
  const results = changed({ uniform: { validation: { mean: 0.9, sd: 0 } } });
  const { lead } = summarise(results);
  expect(lead).toContain('By validation, Uniform is the best');
  expect(lead).toContain(
    'By test, which chose nothing, Semantically adjusted DNS on text-initialised tables would be the best.',
  );
});

test('a control that is clearly better, or was not compared, rules nothing out', () => {
  const better = { to: 'mix', change: 0.02, pUsers: 1e-6, users: 1000 };
  const { controls } = summarise(
    changed({ 'mix-zero': { comparisons: [better] }, permuted: { comparisons: [] } }),
  );
  expect(plain(controls[0])).toBe(
    'Permuted text: not compared with DNS on text-initialised tables. Not ruled out: spread of the initial vectors.',
  );
  expect(plain(controls[1])).toBe(
    'alpha = 0: better than HNLMRec mix (+2.0 %, p < .0001). Not ruled out: gain from loss, size or batch.',
  );
});
