/**
 * Makes untrusted text fit for a prompt: removes control, zero-width and bidirectional characters and lone
 * surrogates, replaces URLs, e-mail addresses and long numbers (phones, cards) by a placeholder, joins white space,
 * and cuts at a word boundary to at most `maxCharacters`.
 */
export function cleanText(text: string, maxCharacters: number): string {
  const plain = text
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\p{Cf}/gu, '')
    .replace(/\b(?:https?:\/\/|www\.)\S+/gi, '[link]')
    // Bounded repeats keep these two linear on hostile input.
    .replace(/[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, '[email]')
    .replace(/\+?\d(?:[\s().-]{0,3}\d){8,}/g, '[number]')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= maxCharacters) return plain;
  const cut = plain.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '');
  const space = cut.lastIndexOf(' ');
  return space > maxCharacters / 2 ? cut.slice(0, space) : cut;
}
