import { arrangeRows, type RowGroup } from './arrange-rows.ts';
import { formatChange, formatP, formatSpread } from './format.ts';
import { html, type Markup } from './html.ts';
import type { Comparison, RowResult, RunResults } from './results.ts';
import { runsInWords } from './runs-in-words.ts';
import { scrollingTable } from './scrolling-table.ts';
import { comparisonWith, headlineMetrics, isShown, referenceRows, significance } from './table-columns.ts';

/** Writes the table of all rows: metrics, and changes against the reference rows. */
export function mainTable(results: RunResults): Markup {
  const metrics = headlineMetrics(results);
  const references = referenceRows(results);
  const best = Math.max(
    ...results.rows.filter((row) => row.kind !== 'control').map((row) => row.validation.mean),
  );
  const withOwner = results.rows.some((row) => comparisonWith(row, row.controls?.row) !== undefined);
  const columns = 2 + metrics.length + references.length + (withOwner ? 1 : 0);

  const line = (row: RowResult) => html`<tr class="${row.kind}">
<th scope="row">${row.label}${rowNote(row, row.kind !== 'control' && row.validation.mean === best)}</th>
${metrics.map((name) => html`<td class="number">${spread(row, row.test[name])}</td>`)}
<td class="number">${spread(row, row.validation)}</td>
${references.map((reference) => change(comparisonWith(row, reference.id)))}
${withOwner ? change(comparisonWith(row, row.controls?.row)) : undefined}
</tr>
`;
  const group = ({ title, rows }: RowGroup) => html`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${columns}">${title}</th></tr>
${rows.map(line)}</tbody>
`;
  return html`${scrollingTable(
    'Rows by kind; controls stand below the row that they control.',
    html`<th scope="col">Row</th>
${metrics.map((name) => html`<th scope="col" class="number">Test ${name}</th>`)}
<th scope="col" class="number">Validation ${results.selectionMetric}</th>
${references.map((reference) => html`<th scope="col" class="number">Against ${reference.label}</th>`)}
${withOwner ? html`<th scope="col" class="number">Against own row</th>` : undefined}`,
    arrangeRows(results.rows).map(group),
  )}<p class="soft">${runsInWords(results)} Changes are of test ${results.selectionMetric}; p from a paired t-test
over users, not corrected for the number of comparisons: above ${significance} a
difference counts as not shown and is grey. "Own row" is the row that a control belongs to.</p>
`;
}

function rowNote(row: RowResult, best: boolean): Markup | undefined {
  if (best) return html` <span class="badge">best on validation</span>`;
  return row.controls && html`<br><small>would rule out: ${row.controls.rulesOut}</small>`;
}

function spread(row: RowResult, value: RowResult['validation'] | undefined): string {
  return value === undefined ? '–' : formatSpread(value, row.seeds.length);
}

function change(comparison: Comparison | undefined): Markup {
  if (comparison === undefined) return html`<td class="number soft">–</td>`;
  const shown = isShown(comparison);
  return html`<td class="number${shown ? '' : ' unshown'}">${formatChange(comparison.change)}
<small>${formatP(comparison.pUsers)}</small></td>`;
}
