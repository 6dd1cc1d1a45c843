/**
 * Says whether a text is a title, or holds one of at least three words; case and punctuation do not matter. Shorter
 * titles ("It", "Rain Man") occur in honest texts.
 */
export function saysTitle(text: string, title: string): boolean {
  const words = normalise(text);
  const wanted = normalise(title);
  if (wanted === '') return false;
  return words === wanted || (wanted.split(' ').length >= 3 && ` ${words} `.includes(` ${wanted} `));
}

function normalise(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
