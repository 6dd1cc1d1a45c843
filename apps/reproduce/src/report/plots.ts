import { learningCurves, metricBars } from '@hnlm/eval';
import { arrangeRows } from './arrange-rows.ts';
import { html, type Markup, raw } from './html.ts';
import type { RowResult, RunResults } from './results.ts';
import { comparedWith } from './table-columns.ts';

const groupNames = {
  baseline: 'Traditional sampling',
  text: 'Text, no semantic negatives',
  semantic: 'Semantic negatives',
  control: 'Control of the row above',
};

/** Draws the test metric of all rows as bars, with a line at the row that most others are compared with. */
export function barsPlot(results: RunResults): Markup | undefined {
  const metric = results.selectionMetric;
  const rows = arrangeRows(results.rows)
    .flatMap((group) => group.rows)
    .filter((row) => metric in row.test);
  if (rows.length === 0) return undefined;
  const reference = rows
    .filter((row) => comparedWith(results, row) > 0)
    .toSorted((first, second) => comparedWith(results, second) - comparedWith(results, first))[0];
  return figure(
    metricBars({
      title: `Test ${metric} by row`,
      xLabel: `test ${metric}`,
      bars: rows.map((row) => ({
        label: row.label,
        mean: row.test[metric].mean,
        sd: row.seeds.length > 1 ? row.test[metric].sd : undefined,
        group: groupNames[row.kind],
        indented: row.kind === 'control',
      })),
      reference: reference && { label: reference.label, value: reference.test[metric].mean },
    }),
  );
}

/** Draws the validation curves of all trained rows but the controls. */
export function curvesPlot(results: RunResults): Markup | undefined {
  const trained = results.rows.filter(
    (row) => row.kind !== 'control' && row.seeds.some((seed) => seed.curve.length > 0),
  );
  if (trained.length === 0) return undefined;
  return figure(
    learningCurves({
      title: `Validation ${results.selectionMetric} by epoch`,
      xLabel: 'epoch',
      yLabel: `validation ${results.selectionMetric}`,
      series: trained.map((row) => ({ label: row.label, lines: row.seeds.map(curveLine) })),
    }),
  );
}

function curveLine({ curve, bestEpoch }: RowResult['seeds'][number]) {
  const points = curve.map(({ epoch, value }) => ({ x: epoch, y: value }));
  return { points, mark: points.find((point) => point.x === bestEpoch) };
}

function figure(svg: string): Markup {
  return html`<figure class="scroll">${raw(svg)}</figure>
`;
}
