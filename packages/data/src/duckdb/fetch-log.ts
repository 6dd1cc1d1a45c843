import type { DataNote, ProvenanceStep, Review } from '@hnlm/core';
import type { InteractionLog } from '../interaction-log.ts';
import type { ScratchDatabase } from './scratch-database.ts';

/** Brings the table `log` into memory: in the order of its rows, with the ids that occur in it. */
export async function fetchLog(
  database: ScratchDatabase,
  provenance: readonly ProvenanceStep[],
  notes: readonly DataNote[],
): Promise<InteractionLog> {
  const users = await fetchIds(database, 'user');
  const items = await fetchIds(database, 'item');
  const [[count]] = await database.rows('SELECT count(*) FROM log');
  const [[hasRatings, hasTimes]] = await database.rows('SELECT ratings, times FROM known');
  const [[hasReviews]] = await database.rows('SELECT count(*) > 0 FROM reviews');
  const size = Number(count);
  const log = {
    users,
    items,
    userOf: new Int32Array(size),
    itemOf: new Int32Array(size),
    ...(hasRatings && { ratings: new Float32Array(size) }),
    ...(hasTimes && { times: new Float64Array(size) }),
    ...(hasReviews && { reviews: new Array<Review | undefined>(size).fill(undefined) }),
    notes,
    provenance,
  };
  let row = 0;
  for await (const [user, item, rating, time, review] of database.columns(`
    SELECT kept_users.place, kept_items.place, rating, time, ${hasReviews ? 'review' : 'NULL'}
    FROM log JOIN kept_users ON kept_users.number = user_no JOIN kept_items ON kept_items.number = item_no
      ${hasReviews ? 'LEFT JOIN reviews USING (row)' : ''}
    ORDER BY log.row`)) {
    for (let at = 0; at < user.length; at++, row++) {
      log.userOf[row] = user[at] as number;
      log.itemOf[row] = item[at] as number;
      if (log.ratings) log.ratings[row] = (rating[at] as number | null) ?? Number.NaN;
      if (log.times) log.times[row] = (time[at] as number | null) ?? Number.NaN;
      if (log.reviews && review[at] !== null) log.reviews[row] = JSON.parse(review[at] as string);
    }
  }
  return log;
}

/** Numbers the ids that occur, in the order they have, and returns them. */
async function fetchIds(database: ScratchDatabase, side: 'user' | 'item'): Promise<string[]> {
  await database.run(`
    CREATE TABLE kept_${side}s AS SELECT number, id, (row_number() OVER (ORDER BY number) - 1)::INTEGER AS place
    FROM ${side}s WHERE number IN (SELECT ${side}_no FROM log)`);
  const ids: string[] = [];
  for await (const [some] of database.columns(`SELECT id FROM kept_${side}s ORDER BY place`)) {
    for (const id of some) ids.push(id as string);
  }
  return ids;
}
