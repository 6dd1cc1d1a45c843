import { excerpt, formatError, guessFormat } from './format.ts';
import type { InteractionSink } from './interaction.ts';
import { parseError, parseNumber } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { eachLine } from './text-file.ts';

/**
 * Reads lines `user item` or `user item weight`; the weight is kept as the rating.
 *
 * @throws HnlmError `DATA_FORMAT` if the first line has another form, or a line of many integers looks like
 *   `lightgcn`; `DATA_PARSE` for any other line.
 */
export async function readPairs(
  file: string,
  add: InteractionSink,
  options: ReadOptions = {},
): Promise<void> {
  let width = 0;
  await eachLine(
    file,
    (text, line) => {
      const tokens = text.trim().split(/\s+/);
      if (tokens[0] === '') return;
      if (width === 0) {
        const guess = guessFormat(text);
        if (guess !== 'pairs')
          throw formatError(file, 'pairs', `its line ${line} is ${excerpt(text)}`, guess);
        width = tokens.length;
      }
      if (tokens.length !== width) {
        const guess = guessFormat(text);
        if (guess === 'lightgcn') {
          throw formatError(file, 'pairs', `its line ${line} has ${tokens.length} numbers`, guess);
        }
        const what = `${tokens.length} fields where the lines before have ${width}`;
        throw parseError(file, line, what, 'A line is "user item" or "user item weight"; correct it.');
      }
      add(tokens[0], tokens[1], width === 3 ? parseNumber(tokens[2], 'weight', file, line) : undefined);
    },
    options,
  );
}
