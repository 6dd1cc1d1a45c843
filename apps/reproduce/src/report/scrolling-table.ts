import { type Content, html, type Markup } from './html.ts';

/** Wraps a table so that it scrolls by itself where the page is narrow; the caption also names the scrolling box. */
export function scrollingTable(caption: string, head: Content, body: Content): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption><span>${caption}</span></caption>
<thead><tr>${head}</tr></thead>
${body}
</table></div>
`;
}
