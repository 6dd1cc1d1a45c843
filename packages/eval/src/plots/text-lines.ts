/** Mean width of a letter in a sans-serif face, in units of the font size; on the wide side, since fonts differ. */
const letterWidth = 0.57;

/** Letters of East Asian scripts, and pictures, which fill a square. */
const square =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f000}-\u{3ffff}]/u;

/** Estimates the width of a text in pixels, since a text cannot be measured without a browser. */
export function textWidth(text: string, fontSize: number): number {
  let letters = 0;
  for (const letter of text) letters += square.test(letter) ? 1 / letterWidth : 1;
  return letters * letterWidth * fontSize;
}

/** Breaks a text into at most `most` lines of the given width in pixels; what does not fit ends in an ellipsis. */
export function textLines(text: string, width: number, fontSize: number, most: number): readonly string[] {
  const lines: string[] = [];
  let rest = [...text.trim().replace(/\s+/g, ' ')];
  while (rest.length > 0 && lines.length < most) {
    const letters = lettersWithin(rest, width, fontSize);
    const line = rest.slice(0, letters);
    const fits = letters === rest.length;
    if (!fits && lines.length === most - 1) {
      const ellipsis = lettersWithin(rest, width - letterWidth * fontSize, fontSize);
      lines.push(`${rest.slice(0, ellipsis).join('').trimEnd()}…`);
      break;
    }
    const space = fits || rest[letters] === ' ' ? letters : line.lastIndexOf(' ');
    const end = space > 0 ? space : letters;
    lines.push(rest.slice(0, end).join(''));
    rest = rest.slice(rest[end] === ' ' ? end + 1 : end);
  }
  return lines;
}

/** How many letters a width holds; at least 1. */
function lettersWithin(letters: readonly string[], width: number, fontSize: number): number {
  let [count, used] = [0, 0];
  for (const letter of letters) {
    used += textWidth(letter, fontSize);
    // Sums of fractions must not refuse what fits to the letter.
    if (used > width + 1e-6) break;
    count++;
  }
  return Math.max(1, count);
}
