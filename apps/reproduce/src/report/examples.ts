import { html, type Markup } from './html.ts';
import type { RunResults } from './results.ts';

/** Writes generated negatives with the positive that they belong to and the items that they were grounded to. */
export function examples({ examples: list }: RunResults): Markup {
  return html`${list.map(
    (example) => html`<article class="example"><h3>User ${example.user}</h3>
<dl class="facts">
<dt>Profile</dt><dd>${example.profile}</dd>
<dt>Positive</dt><dd>${example.positive}</dd>
<dt>Generated negative</dt><dd>${example.negative}</dd>
<dt>Nearest in the catalogue</dt><dd>${example.grounded.length === 0 ? 'none' : undefined}${example.grounded.map(
      ({ item, similarity }) => html`${item} <small>(similarity ${similarity.toFixed(2)})</small><br>`,
    )}</dd>
<dt>Flags</dt><dd>${example.flags.join(', ') || 'none'}</dd>
</dl></article>
`,
  )}`;
}
