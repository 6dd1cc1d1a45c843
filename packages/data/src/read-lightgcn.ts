import { excerpt, formatError, guessFormat } from './format.ts';
import type { InteractionSink } from './interaction.ts';
import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { eachLine } from './text-file.ts';

/**
 * Reads lines `user item item ...`; a user without items is allowed.
 *
 * @throws HnlmError `DATA_FORMAT` if the first line has another form, or the file rather reads as `pairs`
 *   (users come
 *   back line after line, with at most two further numbers each); `DATA_PARSE` for any other line.
 */
export async function readLightgcn(
  file: string,
  add: InteractionSink,
  options: ReadOptions = {},
): Promise<void> {
  const users = new Set<string>();
  let lines = 0;
  let longest = 0;
  await eachLine(
    file,
    (text, line) => {
      const tokens = text.trim().split(/\s+/);
      if (tokens[0] === '') return;
      const wrong = tokens.find((token) => !/^\d+$/.test(token));
      if (wrong !== undefined && line === 1) {
        throw formatError(file, 'lightgcn', `its first line is ${excerpt(text)}`, guessFormat(text));
      }
      if (wrong !== undefined) {
        throw parseError(file, line, `"${wrong}" is not an id (a non-negative integer)`, 'Correct the line.');
      }
      lines++;
      longest = Math.max(longest, tokens.length);
      users.add(tokens[0]);
      for (const item of tokens.slice(1)) add(tokens[0], item);
    },
    options,
  );
  if (lines > 2 * users.size && longest <= 3) {
    throw formatError(file, 'lightgcn', 'users come back line after line', 'pairs');
  }
}
