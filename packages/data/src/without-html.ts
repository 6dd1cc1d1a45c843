import { decodeHTMLStrict } from 'entities/decode';

/**
 * Takes HTML out of a text: tags become spaces, scripts and styles go with what they hold, entities become the
 * characters they stand for. A `<` that opens no tag (`a < b`, `<3`) stays. Linear in the length of the text.
 */
export function withoutHtml(text: string): string {
  const bare = text.includes('<') ? withoutScripts(text).replace(/<(?:\/?[a-z]|!--)[^<>]*>/gi, ' ') : text;
  return bare.includes('&') ? decodeHTMLStrict(bare) : bare;
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
