import { textLines } from './text-lines.ts';
import { theme } from './theme.ts';

/** Attributes of an element; undefined ones are left out, numbers are rounded to a hundredth. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Writes text so that it means itself in markup, also within attributes, and holds nothing that XML forbids. */
export function escapeText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
  );
}

/** Writes one element; attribute values are escaped, children are markup. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeText(String(value))}"`,
    );
  return `<${name}${written.join('')}>${children.join('')}</${name}>`;
}

/** Writes a text element; the words are escaped. */
export function words(text: string, attributes: Attributes): string {
  return element('text', attributes, escapeText(text));
}

/** What a drawing is called, for those who see it and for those who do not. */
export interface DrawingOptions {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What the drawing shows, in a sentence or two, for readers who do not see it. */
  readonly description: string;
}

/** Wraps marks into a whole SVG document with its colours, its title as heading, and its description. */
export function drawing(
  { width, height, title, description }: DrawingOptions,
  marks: readonly string[],
): string {
  const heading = textLines(title, width - 24, 15, 3);
  // Further lines of a long title lie above the drawing, which stays where it is.
  const top = -20 * Math.max(0, heading.length - 1);
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: 'hnlm-plot',
      role: 'img',
      viewBox: `0 ${top} ${round(width)} ${round(height - top)}`,
      width,
      height: height - top,
    },
    element('title', {}, escapeText(title)),
    element('desc', {}, escapeText(description)),
    element('style', {}, theme),
    ...heading.map((line, index) => words(line, { class: 'heading', x: 12, y: 24 + top + 20 * index })),
    ...marks,
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
