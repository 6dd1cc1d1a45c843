import { decodeHTMLStrict } from 'entities/decode';

/**
 * Takes HTML out of a text: tags become spaces, scripts and styles go with what they hold, entities become the
 * characters they stand for. A `<` that opens no tag (`a < b`, `<3`) stays. Linear in the length of the text.
 */
export function withoutHtml(text: string): string {
  const bare = text.includes('<') ? withoutTags(withoutScripts(text)) : text;
  return bare.includes('&') ? decodeHTMLStrict(bare) : bare;
}

/** A tag ends at the next `>` that no tag within it takes: taking an inner tag out must not leave an outer one. */
function withoutTags(text: string): string {
  const kept: string[] = [];
  /** Where in `kept` each open tag begins. */
  const open: number[] = [];
  let start = 0;
  for (const { 0: found, index } of text.matchAll(/<(?=\/?[a-z]|!--)|>/gi)) {
    kept.push(text.slice(start, index));
    start = index;
    if (found === '<') open.push(kept.length);
    else {
      const begin = open.pop();
      if (begin === undefined) continue;
      kept.length = begin;
      kept.push(' ');
      start = index + 1;
    }
  }
  kept.push(text.slice(start));
  return kept.join('');
}

function withoutScripts(text: string): string {
  const lower = text.toLowerCase();
  let kept = '';
  let start = 0;
  for (const { index, 1: name } of lower.matchAll(/<(script|style)\b/g)) {
    if (index < start) continue;
    const close = lower.indexOf(`</${name}`, index);
    // An element that never closes takes the rest along, as in a browser.
    kept += `${text.slice(start, index)} `;
    start = close < 0 ? text.length : close;
  }
  return kept + text.slice(start);
}
