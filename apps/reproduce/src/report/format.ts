import type { Spread } from './results.ts';

/** Writes a metric with four decimals. */
export function formatMetric(value: number): string {
  return value.toFixed(4);
}

/** Writes mean ± sd; a single run has no spread to show. */
export function formatSpread({ mean, sd }: Spread, runs: number): string {
  return runs > 1 ? `${formatMetric(mean)} ± ${formatMetric(sd)}` : formatMetric(mean);
}

/** Writes a relative change with its sign, such as `+4.0 %`; the minus is the typographic one. */
export function formatChange(change: number): string {
  const percent = (Math.abs(change) * 100).toFixed(1);
  const sign = percent === '0.0' ? '±' : change < 0 ? '−' : '+';
  return `${sign}${percent} %`;
}

/** Writes a p-value, such as `p = .023` or `p < .0001`. */
export function formatP(p: number): string {
  if (p < 0.0001) return 'p < .0001';
  if (p > 0.995) return 'p = 1';
  return `p = ${p.toFixed(p < 0.01 ? 4 : p < 0.1 ? 3 : 2).replace(/^0/, '')}`;
}

/** Writes a count with thousands set apart. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
