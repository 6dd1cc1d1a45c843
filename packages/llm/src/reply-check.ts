import { holdsContact } from './clean-text.ts';
import { isForeignScript } from './foreign-script.ts';
import type { Prompt } from './generation-task.ts';

/** Room that a word gives, for scripts that put no space between words: English ones have under six characters. */
const charactersPerWord = 12;
/** Control characters but white space, bidirectional and zero-width characters, and tags. */
const invisible = /[\p{Cc}\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/u;
const markup = /<\/?[a-z!][^<>]{0,500}>/i;
/** So many words in a row that are also in the instructions are no chance. */
const phrase = 8;

/**
 * Makes the check that every string of a reply must pass, at any depth: no longer than asked for, without links,
 * addresses, long numbers, markup and invisible characters, no copy of the instructions, and not in a script that neither
 * instructions nor prompt use. The fault names the field and quotes nothing, so that it can go back to the model.
 *
 * @param system the instructions of the task
 * @param mostWords most words of each field's strings, and 12 times as many characters; the strings of a list go by the
 *   name of the list. Fields without a limit may have any length.
 * @example
 * ```ts
 * const check = createReplyCheck('Name a tea.', { tea: 3 });
 * check({ tea: 'green tea' }, { user: '{}' }); // undefined
 * check({ tea: 'see www.example.com' }, { user: '{}' }); // '"tea" holds a link, an address or a long number; leave it out'
 * ```
 */
export function createReplyCheck(
  system: string,
  mostWords: Readonly<Record<string, number>>,
): (reply: unknown, prompt: Prompt) => string | undefined {
  const instructions = phrasesOf(system);

  function faultOf(field: string, text: string, { user }: Prompt): string | undefined {
    const most = mostWords[field] ?? Infinity;
    const words = text.match(/\S+/g)?.length ?? 0;
    if (words > most) return `has ${words} words; write at most ${most}`;
    const characters = most * charactersPerWord;
    if (text.length > characters) return `has ${text.length} characters; write at most ${characters}`;
    if (holdsContact(text)) return 'holds a link, an address or a long number; leave it out';
    if (invisible.test(text.replace(/\s/g, ' '))) return 'holds invisible characters; leave them out';
    if (markup.test(text)) return 'holds markup; write plain text';
    if ([...phrasesOf(text)].some((words) => instructions.has(words))) {
      return 'repeats these instructions; describe the data instead';
    }
    if (isForeignScript(text, system + user)) return 'is not in a language of the data; write in theirs';
    return undefined;
  }

  return (reply, prompt) => {
    for (const [field, text] of stringsOf(reply)) {
      const fault = faultOf(field, text, prompt);
      if (fault !== undefined) return `"${field}" ${fault}`;
    }
    return undefined;
  };
}

/** Lists all strings with the name of the field that they are in. */
function* stringsOf(value: unknown, field = 'reply'): Generator<readonly [field: string, text: string]> {
  if (typeof value === 'string') yield [field, value];
  else if (Array.isArray(value)) for (const entry of value) yield* stringsOf(entry, field);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) yield* stringsOf(entry, name);
  }
}

function phrasesOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(phrase - 1).map((_, start) => words.slice(start, start + phrase).join(' ')));
}
