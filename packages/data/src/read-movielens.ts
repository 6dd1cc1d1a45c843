import type { InteractionSink } from './interaction.ts';
import { parseError, parseNumber } from './parse-error.ts';
import { parseTime } from './parse-time.ts';
import type { ReadOptions } from './read-bytes.ts';
import { eachLine, firstLine } from './text-file.ts';

/** How the releases separate fields: `u.data` of 100K, `ratings.dat` of 1M and 10M, `ratings.csv` of the others. */
const separators = ['\t', '::', ','];

/**
 * Reads the ratings of any MovieLens release: `user item rating time`, separated by tabs, `::` or commas, with or
 * without a header.
 *
 * @throws HnlmError `DATA_PARSE`
 */
export async function readMovielens(
  file: string,
  add: InteractionSink,
  options: ReadOptions = {},
): Promise<void> {
  const head = await firstLine(file, options);
  const separator = separators.find((one) => head.includes(one)) ?? ',';
  await eachLine(
    file,
    (text, line) => {
      if (text === '' || (line === 1 && text.startsWith('userId'))) return;
      const fields = text.split(separator);
      if (fields.length !== 4 || fields[0] === '' || fields[1] === '') {
        const what = `has ${fields.length} fields where user, item, rating and time are expected`;
        throw parseError(file, line, what, 'Correct the line, or check that the file is of MovieLens.');
      }
      const rating = parseNumber(fields[2], 'rating', file, line);
      if (rating < 0.5 || rating > 5) {
        throw parseError(
          file,
          line,
          `rating ${rating} is not within 0.5 and 5`,
          'Correct or remove the line.',
        );
      }
      add(fields[0], fields[1], rating, parseTime(fields[3], 'time', file, line));
    },
    options,
  );
}
