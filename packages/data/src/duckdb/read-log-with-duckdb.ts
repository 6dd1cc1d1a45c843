import { join } from 'node:path';
import type { DataNote, ProvenanceStep } from '@hnlm/core';
import { dateBounds } from '../date-range.ts';
import { coreSize, type InteractionFilter } from '../interaction-filter.ts';
import type { InteractionLog } from '../interaction-log.ts';
import { type CoreSize, checkCoreSize } from '../k-core.ts';
import { createNotes } from '../notes.ts';
import { type ReadLogOptions, readFile } from '../read-log.ts';
import { missingColumnError } from '../require-column.ts';
import { drawPlaces, type UserSample } from '../sample-users.ts';
import { fetchLog } from './fetch-log.ts';
import { createRowFile, rowFileColumns } from './row-file.ts';
import {
  pathLiteral,
  type ScratchDatabase,
  type ScratchOptions,
  withScratchDatabase,
} from './scratch-database.ts';

/**
 * Reads and filters interactions in DuckDB, on disk; only what is kept comes into memory. The log equals that
 * of `filterLog(await readLog(options), filter, seed)`, but for ids that no interaction has any more.
 *
 * @throws HnlmError as those; `OPTIONAL_MISSING` if `@duckdb/node-api` is not installed.
 */
export async function readLogWithDuckDb(
  options: ReadLogOptions & ScratchOptions,
  filter: InteractionFilter,
  seed: number | string,
): Promise<InteractionLog> {
  return withScratchDatabase(options, async (database) => {
    const { provenance, notes } = await load(database, options);
    const steps: Step[] = [];
    if (filter.minRating !== undefined) steps.push(minRating(filter.minRating));
    if (filter.dateRange) steps.push(dateRange(filter.dateRange));
    steps.push(withoutRepeats);
    if (filter.sampleUsers !== undefined) steps.push(sampleUsers({ count: filter.sampleUsers, seed }));
    if (filter.kCore) steps.push(kCore(coreSize(filter.kCore)));
    for (const step of steps) {
      options.signal?.throwIfAborted();
      const { name, parameters, note } = await step(database, provenance[0]);
      if (note) notes.push(note);
      provenance.push({ step: name, parameters, ...(await counts(database)) });
    }
    return fetchLog(database, provenance, notes);
  });
}

/** Reads the files and makes the tables: `users` and `items` by number, and `log`, which holds the numbers. */
async function load(database: ScratchDatabase, { path, reviews, ...rest }: ReadLogOptions & ScratchOptions) {
  const { memoryLimit: _, tempFolder: __, ...reading } = rest;
  const { run } = database;
  const rowFile = join(database.folder, 'rows.jsonl');
  const rows = createRowFile(rowFile, reviews ?? false);
  const found = createNotes();
  const origins = [];
  try {
    for (const one of [path].flat()) {
      origins.push({ ...(await readFile(one, reading, rows.add, found)), end: rows.size() });
    }
  } finally {
    rows.close();
  }
  await run(`
    CREATE TABLE source AS SELECT start + unnest(range(len(users))) AS row, unnest(users) AS user_id,
      unnest(items) AS item_id, unnest(ratings) AS rating, unnest(times) AS time, unnest(reviews) AS review
    FROM read_json(${pathLiteral(rowFile)}, format = 'newline_delimited', columns = ${rowFileColumns})`);
  for (const side of ['user', 'item']) {
    await run(`
      CREATE TABLE ${side}s AS SELECT id, (row_number() OVER (ORDER BY first) - 1)::INTEGER AS number
      FROM (SELECT ${side}_id AS id, min(row) AS first FROM source GROUP BY ${side}_id)`);
  }
  await run(`
    CREATE TABLE log AS SELECT row, users.number AS user_no, items.number AS item_no, rating::FLOAT AS rating, time
    FROM source JOIN users ON users.id = user_id JOIN items ON items.id = item_id`);
  await run('CREATE TABLE reviews AS SELECT row, review FROM source WHERE review IS NOT NULL');
  await run(
    'CREATE TABLE known AS SELECT count(rating) > 0 AS ratings, count(time) > 0 AS times FROM source',
  );
  await run('DROP TABLE source');
  const provenance: ProvenanceStep[] = [];
  for (const { end, ...origin } of origins) {
    provenance.push({ ...origin, ...(await counts(database, `WHERE row < ${end}`)) });
  }
  return { provenance, notes: [...found.list()] };
}

async function counts({ rows }: ScratchDatabase, where = '') {
  const [counted] = await rows(
    `SELECT count(*), count(DISTINCT user_no), count(DISTINCT item_no) FROM log ${where}`,
  );
  const [interactions, users, items] = counted.map(Number);
  return { interactions, users, items };
}

/** One step of the filter: changes the table `log`, and says what it did. */
type Step = (
  database: ScratchDatabase,
  source: ProvenanceStep,
) => Promise<Pick<ProvenanceStep, 'parameters'> & { readonly name: string; readonly note?: DataNote }>;

function minRating(least: number): Step {
  return async (database, source) => {
    await requireColumn(database, 'ratings', 'minRating', source);
    await database.run('DELETE FROM log WHERE NOT (rating >= ?::FLOAT)', [least]);
    return { name: 'minRating', parameters: { least } };
  };
}

function dateRange(range: NonNullable<InteractionFilter['dateRange']>): Step {
  return async (database, source) => {
    const { from, until } = dateBounds(range);
    await requireColumn(database, 'times', 'dateRange', source);
    await database.run('DELETE FROM log WHERE NOT (time >= ?::DOUBLE AND time < ?::DOUBLE)', [from, until]);
    return { name: 'dateRange', parameters: { ...range } };
  };
}

async function requireColumn(
  { rows }: ScratchDatabase,
  name: 'ratings' | 'times',
  purpose: string,
  source: ProvenanceStep,
): Promise<void> {
  const column = name === 'ratings' ? 'rating' : 'time';
  const [counted] = await rows(`SELECT count(*), count(${column}) FROM log`);
  const [total, known] = counted.map(Number);
  // An empty log misses its values only where the source has none at all.
  const [[inSource]] = await rows(`SELECT ${name} FROM known`);
  if (known < total || !inSource) {
    throw missingColumnError({ name, purpose, missing: total - known, total, source });
  }
}

/** The last of a pair stays; the notes list what came after the first. */
const withoutRepeats: Step = async ({ run, rows }) => {
  const what = 'repeats of a pair of user and item';
  const ofPairs = (row: string) => `(SELECT ${row}(row) AS row FROM log GROUP BY user_no, item_no)`;
  const [[count]] = await rows(`SELECT (SELECT count(*) FROM log) - count(*) FROM ${ofPairs('min')}`);
  const examples = await rows(`
    SELECT users.id, items.id FROM log ANTI JOIN ${ofPairs('min')} USING (row)
      JOIN users ON users.number = user_no JOIN items ON items.number = item_no
    ORDER BY row LIMIT 5`);
  await run(`CREATE TABLE pairs AS SELECT * FROM log SEMI JOIN ${ofPairs('max')} USING (row)`);
  await run('DROP TABLE log');
  await run('ALTER TABLE pairs RENAME TO log');
  const note = {
    what,
    count: Number(count),
    examples: examples.map(([user, item]) => `user ${user}, item ${item}`),
  };
  return { name: 'withoutRepeats', parameters: { keep: 'last' }, ...(count !== 0n && { note }) };
};

function sampleUsers(sample: UserSample): Step {
  return async ({ run, rows }) => {
    const [[users]] = await rows('SELECT count(DISTINCT user_no) FROM log');
    const places = JSON.stringify(Array.from(drawPlaces(Number(users), sample)));
    await run(
      `DELETE FROM log WHERE user_no NOT IN (
        SELECT number FROM (
          SELECT number, row_number() OVER (ORDER BY id) - 1 AS place
          FROM users WHERE number IN (SELECT user_no FROM log)
        ) WHERE place IN (SELECT unnest(from_json(?, '["BIGINT"]'))))`,
      [places],
    );
    return { name: 'sampleUsers', parameters: { count: sample.count, seed: sample.seed } };
  };
}

function kCore(size: CoreSize): Step {
  return async ({ run, rows }) => {
    checkCoreSize(size);
    const fewest = { user_no: size.users, item_no: size.items };
    const count = async () => Number((await rows('SELECT count(*) FROM log'))[0][0]);
    for (let before = -1, now = await count(); now !== before; ) {
      before = now;
      for (const [side, least] of Object.entries(fewest)) {
        await run(
          `DELETE FROM log WHERE ${side} IN (SELECT ${side} FROM log GROUP BY ${side} HAVING count(*) < ${least})`,
        );
      }
      now = await count();
    }
    return { name: 'kCore', parameters: { users: size.users, items: size.items } };
  };
}
