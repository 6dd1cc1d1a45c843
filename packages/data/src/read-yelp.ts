import type { InteractionSink } from './interaction.ts';
import type { ReadOptions } from './read-bytes.ts';
import { readJsonLines } from './read-json-lines.ts';
import { recordFields } from './record-fields.ts';
import { reviewOf } from './review-of.ts';

/**
 * Reads the reviews of the Yelp Open Dataset: JSON lines with `user_id`, `business_id`, `stars`, `date` and
 * `text`. Yelp gives local times without a zone; they are taken as UTC.
 *
 * @throws HnlmError `DATA_PARSE`, `DATA_FORMAT`
 */
export async function readYelp(file: string, add: InteractionSink, options: ReadOptions = {}): Promise<void> {
  await readJsonLines(
    file,
    (record, line) => {
      const { id, rating, time, text } = recordFields(record, file, line);
      const stars = rating('stars');
      add(id('user_id'), id('business_id'), stars, time('date'), reviewOf('', text('text'), stars));
    },
    options,
  );
}
