/** Breaks a text between words into lines of at most `width` characters; longer words are cut. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)!;
    const joined = last === '' ? word : `${last} ${word}`;
    if (joined.length <= width) lines[lines.length - 1] = joined;
    else if (last === '') lines[lines.length - 1] = `${word.slice(0, width - 1)}…`;
    else lines.push(word.length > width ? `${word.slice(0, width - 1)}…` : word);
  }
  return lines;
}
