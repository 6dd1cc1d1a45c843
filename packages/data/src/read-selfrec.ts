import type { InteractionSink } from './interaction.ts';
import { parseError, parseNumber } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { eachLine } from './text-file.ts';

/**
 * Reads the triples of SELFRec: lines `user item rating`, separated by white space or commas.
 *
 * @throws HnlmError `DATA_PARSE`
 */
export async function readSelfrec(
  file: string,
  add: InteractionSink,
  options: ReadOptions = {},
): Promise<void> {
  await eachLine(
    file,
    (text, line) => {
      const fields = text.trim().split(/\s*,\s*|\s+/);
      if (fields[0] === '' && fields.length === 1) return;
      if (fields.length !== 3 || fields.includes('')) {
        const what = `has ${fields.length} fields where "user item rating" is expected`;
        throw parseError(file, line, what, 'Correct the line, or name another format: pairs, csv.');
      }
      add(fields[0], fields[1], parseNumber(fields[2], 'rating', file, line));
    },
    options,
  );
}
