/**
 * Says whether a text is a title, or holds one of at least three words; case and punctuation do not matter. Shorter
 * titles ("It", "Rain Man") occur in honest texts.
 */
export function saysTitle(text: string, title: string): boolean {
  return saysWords(wordsOf(text), wordsOf(title));
}

/** The same for what {@link wordsOf} returns, where many are compared. */
export function saysWords(words: string, wanted: string): boolean {
  if (wanted === '') return false;
  return words === wanted || (wanted.split(' ').length >= 3 && ` ${words} `.includes(` ${wanted} `));
}

/** Strips a text of case and punctuation. */
export function wordsOf(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
