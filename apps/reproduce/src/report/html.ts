import { escapeHtml } from './escape.ts';

/** Markup that is known to be safe: made by {@link html}, or declared so by {@link raw}. */
export interface Markup {
  readonly markup: string;
}

/** What a template may hold: words, which are escaped; markup, which is kept; lists of both; nothing. */
export type Content = string | number | undefined | Markup | readonly Content[];

/** Declares markup of a known source, such as an SVG of our own, as safe. */
export function raw(markup: string): Markup {
  return { markup };
}

/**
 * Writes HTML from a template. Everything put into it is escaped, unless it is {@link Markup} itself.
 *
 * @example
 * ```ts
 * html`<td>${'<b>'}</td>`.markup; // '<td>&#60;b&#62;</td>'
 * ```
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return raw(parts.map((part, index) => (index === 0 ? part : write(values[index - 1]) + part)).join(''));
}

function write(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  if ('markup' in content) return content.markup;
  return content.map(write).join('');
}
