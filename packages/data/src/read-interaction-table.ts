import { findColumn, usualIds } from './columns.ts';
import type { InteractionSink } from './interaction.ts';
import { parseError, parseNumber } from './parse-error.ts';
import { timeColumn } from './parse-time.ts';
import type { Table } from './read-table.ts';

/** Names of the columns of an interaction table; what is not named is recognised by its usual names. */
export interface InteractionColumns {
  /** Recognised: `user_id`, `userId`, `user`, `reviewerID` ... */
  readonly user?: string;
  /** Recognised: `item_id`, `movieId`, `item`, `asin`, `business_id` ... */
  readonly item?: string;
  /** Recognised: `rating`, `stars`, `overall`. */
  readonly rating?: string;
  /** Unix seconds, milliseconds or ISO dates. Recognised: `timestamp`, `unixReviewTime`, `time`, `date`. */
  readonly time?: string;
  /** Recognised: `review`, `review_text`, `text`. */
  readonly review?: string;
}

/**
 * Reads the interactions of a table with a header.
 *
 * @throws HnlmError `DATA_COLUMN`, `DATA_PARSE`
 */
export async function readInteractionTable(
  table: Table,
  add: InteractionSink,
  columns: InteractionColumns = {},
): Promise<void> {
  const { file, header } = table;
  const find = (role: keyof InteractionColumns, usual: readonly string[], required = false) =>
    findColumn(header, { role, option: `columns.${role}`, asked: columns[role], usual, required }, file);
  const user = find('user', usualIds.user, true);
  const item = find('item', usualIds.item, true);
  const rating = find('rating', ['rating', 'stars', 'overall']);
  const time = find('time', ['timestamp', 'unixreviewtime', 'time', 'date']);
  const review = find('review', ['review', 'reviewtext', 'text']);
  const timeOf = timeColumn(file, header[time]);
  const used = [user, item, rating, time, review].filter((column) => column >= 0);
  await table.each((fields, line) => {
    const id = (column: number) => {
      if (fields[column] !== '') return String(fields[column]);
      throw parseError(file, line, `"${header[column]}" is empty`, 'Correct or remove the line.');
    };
    const rated = rating < 0 ? undefined : parseNumber(fields[rating], header[rating], file, line);
    const at = time < 0 ? undefined : timeOf(fields[time], line);
    const text = review < 0 ? '' : String(fields[review]).trim();
    add(id(user), id(item), rated, at, text === '' ? undefined : { text, rating: rated });
  }, used);
}
