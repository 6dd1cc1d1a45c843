import { arrangeRows } from './arrange-rows.ts';
import { formatSpread } from './format.ts';
import { html, type Markup } from './html.ts';
import type { RunResults } from './results.ts';
import { scrollingTable } from './scrolling-table.ts';

/** Writes every test metric of every row, folded away. */
export function allMetricsTable(results: RunResults): Markup {
  const names = [...new Set(results.rows.flatMap((row) => Object.keys(row.test)))];
  const rows = arrangeRows(results.rows).flatMap((group) => group.rows);
  return html`<details><summary>All test metrics</summary>
${scrollingTable(
  'All metrics on the test set, by full ranking.',
  html`<th scope="col">Row</th>${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}`,
  html`<tbody>${rows.map(
    (row) => html`<tr class="${row.kind}"><th scope="row">${row.label}</th>${names.map((name) => {
      const value = row.test[name];
      return html`<td class="number">${value === undefined ? '–' : formatSpread(value, row.seeds.length)}</td>`;
    })}</tr>
`,
  )}</tbody>`,
)}</details>
`;
}
