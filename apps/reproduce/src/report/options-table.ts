import { arrangeRows } from './arrange-rows.ts';
import { formatMetric } from './format.ts';
import { html, type Markup } from './html.ts';
import type { RowResult, RunResults } from './results.ts';
import { scrollingTable } from './scrolling-table.ts';

/** Writes what each row did, which options validation chose, and what was tried. */
export function optionsTable(results: RunResults): Markup {
  const rows = arrangeRows(results.rows).flatMap((group) => group.rows);
  return scrollingTable(
    `What each row did. Options were chosen by validation ${results.selectionMetric}, given in brackets behind each value tried.`,
    html`<th scope="col">Row</th><th scope="col">Plan</th><th scope="col">Options chosen</th>`,
    html`<tbody>${rows.map(
      (
        row,
      ) => html`<tr class="${row.kind}"><th scope="row">${row.label}</th><td>${row.plan}</td><td>${options(row)}</td></tr>
`,
    )}</tbody>`,
  );
}

function options({ chosen }: RowResult): Markup {
  if (chosen.length === 0) return html`<span class="soft">none</span>`;
  const lines = chosen.map(({ option, value, tried }) => {
    const values = tried.map((other) => `${other.value} (${formatMetric(other.validation)})`).join(', ');
    return html`<li><strong>${option} = ${value}</strong>${tried.length > 0 ? html` <small>of ${values}</small>` : undefined}</li>`;
  });
  return html`<ul class="tried">${lines}</ul>`;
}
