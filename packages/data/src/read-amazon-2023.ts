import type { InteractionSink } from './interaction.ts';
import type { ReadOptions } from './read-bytes.ts';
import { readJsonLines } from './read-json-lines.ts';
import { recordFields } from './record-fields.ts';
import { reviewOf } from './review-of.ts';

/**
 * Reads the reviews of Amazon 2023: JSON lines with `user_id`, `parent_asin`, `rating`, `timestamp` in
 * milliseconds, `title` and `text`. Items are products over all their variants (`parent_asin`), as the metadata
 * have them.
 *
 * @throws HnlmError `DATA_PARSE`, `DATA_FORMAT`
 */
export async function readAmazon2023(
  file: string,
  add: InteractionSink,
  options: ReadOptions = {},
): Promise<void> {
  await readJsonLines(
    file,
    (record, line) => {
      const { id, rating, time, text } = recordFields(record, file, line);
      const stars = rating('rating');
      const review = reviewOf(text('title'), text('text'), stars);
      add(id('user_id'), id('parent_asin'), stars, time('timestamp'), review);
    },
    options,
  );
}
