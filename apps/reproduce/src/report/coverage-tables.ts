import type { CoverageGroup } from '@hnlm/semantic-neg';
import { formatCount } from './format.ts';
import { html, type Markup } from './html.ts';
import type { RunResults } from './results.ts';
import { scrollingTable } from './scrolling-table.ts';

/** Writes which users and items have negatives: a budget that went to the busy ones shows here. */
export function coverageTables({ coverage }: RunResults): Markup | undefined {
  if (!coverage || coverage.pairs === 0) return undefined;
  const { users, items, covered, pairs } = coverage;
  return html`<h3>Where the negatives are</h3>
${scrollingTable(
  `Train pairs with a negative that training uses, by how many train interactions a user, or an item, has: ${formatCount(covered)} of ${formatCount(pairs)}.`,
  html`<th scope="col">Train interactions</th><th scope="col" class="number">Members</th><th scope="col" class="number">Train pairs</th><th scope="col" class="number">With a negative</th><th scope="col" class="number">Share</th>`,
  [part('Users', users), part('Items', items)],
)}`;
}

function part(title: string, groups: readonly CoverageGroup[]): Markup {
  return html`<tbody><tr class="group"><th colspan="5" scope="rowgroup">${title}</th></tr>
${groups.map(
  ({ interactions: [least, most], members, pairs, covered }) =>
    html`<tr><th scope="row">${least === most ? formatCount(least) : `${formatCount(least)} to ${formatCount(most)}`}</th>${[
      formatCount(members),
      formatCount(pairs),
      formatCount(covered),
      `${((100 * covered) / pairs).toFixed(1)} %`,
    ].map((cell) => html`<td class="number">${cell}</td>`)}</tr>
`,
)}</tbody>`;
}
