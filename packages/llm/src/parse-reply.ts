import { jsonrepair } from 'jsonrepair';

/** A JSON value found in a reply. */
export interface ParsedReply {
  readonly value: unknown;
  /** Whether the JSON had to be mended. */
  readonly repaired: boolean;
}

/**
 * Finds the JSON in a finished reply, from the plainest reading to the most lenient: the whole text without
 * byte order mark, thoughts and code fence; the one object in it; the one text in braces, mended. Returns `undefined`
 * where there is none, or more than one of a kind: which of them is the answer would be a guess.
 */
export function parseReply(text: string): ParsedReply | undefined {
  const answer = answerOf(text.replace(/^\uFEFF/, ''));
  if (answer === undefined) return undefined;
  const whole = tryParse(answer.match(/^```\w*\s*\n([\s\S]*?)\n?```$/)?.[1].trim() ?? answer);
  if (whole) return whole;
  const braced = [...new Set(bracesIn(answer))];
  const exact = braced.map(tryParse).filter((one) => one !== undefined);
  if (exact.length > 0) return exact.length === 1 ? exact[0] : undefined;
  return braced.length === 1 ? tryRepair(braced[0]) : undefined;
}

/**
 * Returns what follows the thoughts. Some templates put `<think>` into the prompt, so that a reply has the end alone. Where
 * thoughts have no end, what follows in braces would be a draft, not the answer: `undefined`.
 */
function answerOf(text: string): string | undefined {
  let start = 0;
  let thinking = false;
  const marks = /<(\/?)think>|\{/g;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '{') {
      // A tag within a string of an object is data.
      const end = text.includes('think>', mark.index) ? endOfBraces(text, mark.index) : undefined;
      if (end !== undefined && tryParse(text.slice(mark.index, end))) marks.lastIndex = end;
    } else {
      thinking = mark[1] === '';
      if (!thinking) start = marks.lastIndex;
    }
  }
  return thinking ? undefined : text.slice(start).trim();
}

/** Returns the outermost `{…}`; one whose braces do not balance reaches to the last brace. */
function bracesIn(text: string): string[] {
  const found: string[] = [];
  for (let start = text.indexOf('{'); start >= 0; ) {
    const end = endOfBraces(text, start) ?? text.lastIndexOf('}') + 1;
    if (end <= start) break;
    found.push(text.slice(start, end));
    start = text.indexOf('{', end);
  }
  return found;
}

/** Returns where the braces that begin at a place balance, strings left aside. */
function endOfBraces(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return index + 1;
  }
  return undefined;
}

function tryParse(text: string): ParsedReply | undefined {
  try {
    return { value: JSON.parse(text), repaired: false };
  } catch {
    return undefined;
  }
}

function tryRepair(text: string): ParsedReply | undefined {
  try {
    return { value: JSON.parse(jsonrepair(text)), repaired: true };
  } catch {
    return undefined;
  }
}
