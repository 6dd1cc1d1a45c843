import { formatCount } from './format.ts';
import { html, type Markup } from './html.ts';
import type { RunResults } from './results.ts';

/** Writes names and values as a description list. */
export function facts(pairs: readonly { readonly name: string; readonly value: string }[]): Markup {
  return html`<dl class="facts">
${pairs.map(
  ({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>
`,
)}</dl>
`;
}

/** Writes the sizes of the data set and what of it was worked around. */
export function datasetFacts({ dataset }: RunResults): Markup {
  const pairs = dataset.train + dataset.validation + dataset.test;
  const density = ((100 * pairs) / (dataset.users * dataset.items)).toFixed(2);
  return html`${facts([
    { name: 'Name', value: dataset.name },
    { name: 'Users', value: formatCount(dataset.users) },
    { name: 'Items', value: formatCount(dataset.items) },
    { name: 'Interactions', value: `${formatCount(pairs)} (${density} % of all pairs)` },
    {
      name: 'Train / validation / test',
      value: [dataset.train, dataset.validation, dataset.test].map(formatCount).join(' / '),
    },
    { name: 'Fingerprint', value: dataset.fingerprint },
  ])}
${dataset.notes.length === 0 ? html`<p>Nothing in the data had to be worked around.</p>` : notes(dataset.notes)}`;
}

function notes(list: RunResults['dataset']['notes']): Markup {
  return html`<h3>Found in the data and worked around</h3>
<ul>${list.map(
    ({ what, count, examples }) =>
      html`<li>${what}: ${formatCount(count)}${examples.length > 0 ? html` <small>such as ${examples.join(', ')}</small>` : undefined}</li>
`,
  )}</ul>
`;
}
