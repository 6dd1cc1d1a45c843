import type { RunResults } from './results.ts';

/** Says of how many runs the figures are. */
export function runsInWords(results: RunResults): string {
  const runs = results.rows.map((row) => row.seeds.length);
  const most = Math.max(0, ...runs);
  if (most <= 1) return 'Figures of one run: their spread is unknown.';
  const single = runs.some((count) => count <= 1) ? '; a figure without ± is of one run' : '';
  return `Mean ± standard deviation over ${[...new Set(runs.filter((count) => count > 1))].join(' or ')} seeds${single}.`;
}
