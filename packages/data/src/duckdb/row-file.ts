import { closeSync, openSync, writeSync } from 'node:fs';
import { HnlmError } from '@hnlm/core';
import type { InteractionSink } from '../interaction.ts';

/** A file of interactions that DuckDB reads: JSON lines, each with the columns of some rows. */
export interface RowFile {
  readonly add: InteractionSink;
  /** Returns how many interactions were added. */
  size(): number;
  close(): void;
}

/** The columns of a line, for DuckDB's `read_json`; `start` is the row of the line's first interaction. */
export const rowFileColumns =
  "{start: 'BIGINT', users: 'VARCHAR[]', items: 'VARCHAR[]', ratings: 'DOUBLE[]', times: 'DOUBLE[]', reviews: 'VARCHAR[]'}";

// DuckDB holds 2048 lines at a time for each thread.
const mostRows = 64;
const mostReviewLength = 2 ** 14;

/** Makes an empty {@link RowFile}; it drops reviews, unless they are asked for. */
export function createRowFile(path: string, withReviews: boolean): RowFile {
  const file = openSync(path, 'wx');
  let start = 0;
  let reviewLength = 0;
  let line = emptyLine();

  function flush(): void {
    if (line.users.length === 0) return;
    writeSync(file, `${JSON.stringify({ start, ...line })}\n`);
    start += line.users.length;
    reviewLength = 0;
    line = emptyLine();
  }

  return {
    add(user, item, rating, time, review) {
      for (const id of [user, item]) if (!id.isWellFormed()) throw unicodeError(id);
      line.users.push(user);
      line.items.push(item);
      line.ratings.push(rating ?? null);
      line.times.push(time ?? null);
      const words = withReviews && review ? JSON.stringify(review) : null;
      line.reviews.push(words);
      reviewLength += words?.length ?? 0;
      if (line.users.length === mostRows || reviewLength > mostReviewLength) flush();
    },
    size: () => start + line.users.length,
    close() {
      flush();
      closeSync(file);
    },
  };
}

function emptyLine() {
  return {
    users: [] as string[],
    items: [] as string[],
    ratings: [] as (number | null)[],
    times: [] as (number | null)[],
    reviews: [] as (string | null)[],
  };
}

function unicodeError(id: string): HnlmError {
  return new HnlmError(`the id ${JSON.stringify(id)} is not valid Unicode`, {
    code: 'DATA_UNICODE',
    hint: "Correct it, or read with engine: 'memory'.",
    evidence: { id: JSON.stringify(id) },
  });
}
