import { jsonrepair } from 'jsonrepair';

/** A JSON value found in a reply. */
export interface ParsedReply {
  readonly value: unknown;
  /** Whether the JSON had to be mended. */
  readonly repaired: boolean;
}

/**
 * Finds the JSON in a finished reply, from the plainest reading to the most lenient: the whole text without
 * byte order mark, thoughts and code fence; the outermost balanced braces; these or the text from the first
 * to the last brace, mended. Returns `undefined` where there is none.
 */
export function parseReply(text: string): ParsedReply | undefined {
  const bare = strip(text);
  // Thoughts without an end: what follows in braces would be a draft, not the answer.
  if (bare.startsWith('<think>')) return undefined;
  const whole = tryParse(bare);
  if (whole) return whole;
  const braces = outermostBraces(bare);
  const exact = braces === undefined ? undefined : tryParse(braces);
  if (exact) return exact;
  const [first, last] = [bare.indexOf('{'), bare.lastIndexOf('}')];
  if (first < 0 || last < first) return undefined;
  return tryRepair(braces ?? bare.slice(first, last + 1));
}

function strip(text: string): string {
  const answer = text
    .replace(/^\uFEFF/, '')
    .replace(/^\s*(?:<think>[\s\S]*?<\/think>\s*)+/, '')
    .trim();
  return answer.match(/^```\w*\s*\n([\s\S]*?)\n?```$/)?.[1].trim() ?? answer;
}

/** Returns the first `{…}` whose braces balance, strings left aside. */
function outermostBraces(text: string): string | undefined {
  const start = text.indexOf('{');
  let depth = 0;
  let inString = false;
  for (let index = start; start >= 0 && index < text.length; index++) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return text.slice(start, index + 1);
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
