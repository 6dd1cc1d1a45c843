/** Mean width of a letter in a sans-serif face, in units of the font size; on the wide side, since fonts differ. */
const letterWidth = 0.57;

/** Estimates the width of a text in pixels, since a text cannot be measured without a browser. */
export function textWidth(text: string, fontSize: number): number {
  return [...text].length * letterWidth * fontSize;
}

/** Breaks a text into at most `most` lines of the given width in pixels; what does not fit ends in an ellipsis. */
export function textLines(text: string, width: number, fontSize: number, most: number): readonly string[] {
  const letters = Math.max(2, Math.floor(width / (letterWidth * fontSize)));
  const lines: string[] = [];
  let rest = text.trim().replace(/\s+/g, ' ');
  while (rest !== '' && lines.length < most) {
    const line = [...rest].slice(0, letters).join('');
    const fits = line.length === rest.length;
    if (!fits && lines.length === most - 1) {
      lines.push(`${[...line].slice(0, -1).join('').trimEnd()}…`);
      break;
    }
    const space = fits || rest[line.length] === ' ' ? line.length : line.lastIndexOf(' ');
    const end = space > 0 ? space : line.length;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return lines;
}
