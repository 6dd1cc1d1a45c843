import type { Comparison, PairedTest } from './compare-models.ts';

const testNames: Readonly<Record<PairedTest, string>> = {
  t: 'paired t-test',
  wilcoxon: 'Wilcoxon signed-rank test',
  permutation: 'sign-flip permutation test',
};

/**
 * Writes comparisons as a Markdown table, each metric under its baseline, with a star where the difference is
 * significant, and below it what the star means: against which baseline, by which test, corrected for how many rows.
 *
 * @example
 * ```ts
 * const rows = compareModels({ results, baseline: 'uniform', metrics: ['NDCG@20'], random });
 * console.log(comparisonTable(rows));
 * ```
 */
export function comparisonTable(rows: readonly Comparison[]): string {
  if (rows.length === 0) return '';
  const [{ baseline, interval, test, users, comparisons }] = rows;
  const percent = `${round(100 * interval.level)} %`;
  const cells = [
    [
      'metric',
      'model',
      'mean',
      `change from ${baseline}`,
      `difference, ${percent} interval`,
      'p',
      'users better / worse',
    ],
    ['---', '---', '--:', '--:', '--:', '--:', '--:'],
    ...rows.flatMap((row, index) => [
      ...(row.metric === rows[index - 1]?.metric ? [] : [baselineCells(row)]),
      cellsOf(row),
    ]),
  ];
  const lines = cells.map((row) => `| ${row.join(' | ')} |`);
  const note = `\\* differs from ${baseline}: p < ${round(1 - interval.level)}, ${testNames[test]} over ${users} users, Holm's correction for ${comparisons} ${comparisons === 1 ? 'comparison' : 'comparisons'}. Intervals: BCa bootstrap over users, each for its row alone.`;
  return `${[...lines, '', note].join('\n')}\n`;
}

function baselineCells({ metric, baseline, baselineMean }: Comparison): string[] {
  return [metric, escaped(baseline), baselineMean.toFixed(4), '', '', '', ''];
}

function cellsOf({ metric, model, mean, relative, difference, interval, ...row }: Comparison): string[] {
  const share = (value: number) => `${(100 * value).toFixed(0)} %`;
  return [
    metric,
    escaped(model),
    `${mean.toFixed(4)}${row.significant ? ' \\*' : ''}`,
    relative === null ? signed(difference, 4) : `${signed(100 * relative, 1)} %`,
    `${signed(interval.low, 4)} to ${signed(interval.high, 4)}`,
    row.adjustedP < 0.001 ? '< .001' : row.adjustedP.toFixed(3),
    `${share(row.effect.improved)} / ${share(row.effect.worsened)}`,
  ];
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}

function escaped(name: string): string {
  return name.replace(/[|*_\\`<]/g, '\\$&');
}

/** Takes away what rounding left behind, as in 1 - 0.95. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
