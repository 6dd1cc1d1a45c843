import type { InteractionSink } from './interaction.ts';
import type { ReadOptions } from './read-bytes.ts';
import { readJsonLines } from './read-json-lines.ts';
import { recordFields } from './record-fields.ts';
import { reviewOf } from './review-of.ts';

/**
 * Reads the reviews of Amazon 2018 (and 2014, which are written alike): JSON lines with `reviewerID`, `asin`,
 * `overall`, `unixReviewTime`, `summary` and `reviewText`.
 *
 * @throws HnlmError `DATA_PARSE`, `DATA_FORMAT`
 */
export async function readAmazon2018(
  file: string,
  add: InteractionSink,
  options: ReadOptions = {},
): Promise<void> {
  await readJsonLines(
    file,
    (record, line) => {
      const { id, rating, time, text } = recordFields(record, file, line);
      const stars = rating('overall');
      const review = reviewOf(text('summary'), text('reviewText'), stars);
      add(id('reviewerID'), id('asin'), stars, time('unixReviewTime'), review);
    },
    options,
  );
}
