import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRandom, type Dataset } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contents } from '../__fixtures__/contents.ts';
import { hasShared, needsShared, shared } from '../__fixtures__/shared.ts';
import { writeFiles } from '../__fixtures__/write-files.ts';
import { leaveOneOut } from '../leave-one-out.ts';
import { type LoadDatasetOptions, loadDataset } from '../load-dataset.ts';
import { writeParquet } from '../parquet-file.ts';

/** Loads with both engines, which must agree also on errors; returns one of the datasets, if there is one. */
async function loadTwice(options: LoadDatasetOptions, compare = contents): Promise<Dataset | undefined> {
  const tempFolder = join(writeFiles({}));
  const outcome = (engine: 'memory' | 'duckdb') =>
    loadDataset({ ...options, engine, tempFolder }).then(
      (dataset) => ({ dataset, seen: compare(dataset) }),
      ({ name, code, message, hint }) => ({ dataset: undefined, seen: { name, code, message, hint } }),
    );
  const [memory, duckdb] = [await outcome('memory'), await outcome('duckdb')];
  expect(duckdb.seen).toEqual(memory.seen);
  expect(readdirSync(tempFolder)).toEqual([]);
  return duckdb.dataset;
}

interface Row {
  readonly user: string;
  readonly item: string;
  readonly rating: number;
  readonly time: number;
}

/** Skewed, with repeats, in no order. */
function generate(count: number, users: number, items: number): Row[] {
  const random = createRandom(1);
  return Array.from({ length: count }, () => ({
    user: `U${Math.floor(users * random.uniform() ** 2)}`,
    item: `I${Math.floor(items * random.uniform() ** 2)}`,
    rating: 1 + random.integer(9) / 2,
    time: 1_400_000_000 + random.integer(100_000_000),
  }));
}

const csv = (rows: readonly Row[]) =>
  [
    'user,item,rating,timestamp,review',
    ...rows.map((row, n) => `${Object.values(row).join(',')},"words, ${n}"`),
  ].join('\n');

const filter = {
  minRating: 2.5,
  dateRange: { from: '2014-07-01', until: '2017-06-01' },
  sampleUsers: 150,
  kCore: { users: 4, items: 3 },
  seed: 3,
};

describe('loadDataset with engine duckdb', () => {
  const rows = generate(5000, 300, 200);

  it('gives the same dataset for csv, jsonl, parquet and amazon-2018', async () => {
    const folder = writeFiles({
      'r.csv': csv(rows),
      'r.jsonl': gzipSync(rows.map((row) => JSON.stringify(row)).join('\n')),
      'a.json.gz': gzipSync(
        rows
          .map(({ user, item, rating, time }, n) =>
            JSON.stringify({
              reviewerID: user,
              asin: item,
              overall: rating,
              unixReviewTime: time,
              ...(n % 3 && { summary: `sum ${n}`, reviewText: `text "${n}"\n\u0000\ud83d` }),
            }),
          )
          .join('\n'),
      ),
    });
    const columns = (['user', 'item'] as const).map((name) => ({ name, type: 'text' }) as const);
    const numbers = (['rating', 'time'] as const).map((name) => ({ name, type: 'double' }) as const);
    const column = (name: keyof Row) => rows.map((row) => row[name]);
    writeParquet(
      join(folder, 'r.parquet'),
      [...columns, ...numbers],
      [{ user: column('user'), item: column('item'), rating: column('rating'), time: column('time') }],
    );
    for (const [format, file] of [
      ['csv', 'r.csv'],
      ['jsonl', 'r.jsonl'],
      ['parquet', 'r.parquet'],
      ['amazon-2018', 'a.json.gz'],
    ] as const) {
      const dataset = await loadTwice({ path: join(folder, file), format, ...filter });
      expect(dataset!.train.interactions.indices.length).toBeGreaterThan(100);
      expect(dataset!.provenance.map(({ step }) => step)).toEqual([
        'read',
        'minRating',
        'dateRange',
        'withoutRepeats',
        'sampleUsers',
        'kCore',
        'split',
      ]);
    }
  });

  it('gives the same dataset for other splits and without any filter', async () => {
    const path = join(writeFiles({ 'r.csv': csv(rows) }), 'r.csv');
    await loadTwice({ path, format: 'csv', split: leaveOneOut() });
    await loadTwice({ path, format: 'csv', reviews: false, kCore: 5 });
  });

  it('gives the same dataset, or the same error, whatever the data', async () => {
    const id = fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('a', 'b', "'", '"', '\0', '\uffff', '\u{1f600}', 'é') },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }) },
    );
    const row = fc.record({
      user: id,
      item: id,
      rating: fc.constantFrom(0.1, 1, 2.7, 4, 5),
      timestamp: fc.integer({ min: 1, max: 9 }),
    });
    const filters = fc.record(
      {
        minRating: fc.constantFrom(0.1, 2.7, 4),
        dateRange: fc.record(
          { from: fc.constantFrom(1, 3), until: fc.constantFrom(6, 8) },
          { requiredKeys: [] },
        ),
        sampleUsers: fc.integer({ min: 1, max: 4 }),
        kCore: fc.record({ users: fc.integer({ min: 0, max: 3 }), items: fc.integer({ min: 0, max: 3 }) }),
        split: fc.constant(leaveOneOut()),
        columns: fc.option(fc.constant({}), { nil: { rating: 'nothing' }, freq: 10 }),
      },
      { requiredKeys: [] },
    );
    let datasets = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 30, maxLength: 90 }), filters, async (some, chosen) => {
        const lines = some.map(({ rating, ...rest }, n) =>
          JSON.stringify(n % 20 ? { rating, ...rest } : { ...rest, rating }),
        );
        const path = join(writeFiles({ 'r.jsonl': lines.join('\n') }), 'r.jsonl');
        if (await loadTwice({ path, format: 'jsonl', ...chosen })) datasets++;
      }),
      { numRuns: 25 },
    );
    expect(datasets).toBeGreaterThan(0);
  });

  it('reports what the readers report, and counts the lines they skip', async () => {
    const folder = writeFiles({ 'r.csv': `${csv(rows)}\nU1,I1,five,1,x\n`, 'plain.txt': 'a x\nb y\n' });
    const path = join(folder, 'r.csv');
    expect(await loadTwice({ path, format: 'csv' })).toBeUndefined();
    const skipped = await loadTwice({ path, format: 'csv', onBadLine: 'skip' });
    expect(skipped!.notes[0]).toMatchObject({ count: 1, examples: [expect.stringContaining('r.csv:5002')] });
    expect(
      await loadTwice({ path: join(folder, 'plain.txt'), format: 'pairs', minRating: 3 }),
    ).toBeUndefined();
    const stopped = AbortSignal.abort();
    await expect(loadDataset({ path, format: 'csv', engine: 'duckdb', signal: stopped })).rejects.toThrow(
      'abort',
    );
  });

  it('works in a folder of any name', async () => {
    const parent = writeFiles({ 'r.csv': csv(rows) });
    const tempFolder = join(parent, "it's [a] *");
    mkdirSync(tempFolder);
    const options = { path: join(parent, 'r.csv'), format: 'csv' } as const;
    const dataset = await loadDataset({ ...options, engine: 'duckdb', memoryLimit: '200MB', tempFolder });
    expect(dataset.fingerprint).toBe((await loadDataset(options)).fingerprint);
  });

  it('explains what DuckDB lacks', async () => {
    const path = join(writeFiles({ 'r.csv': csv(rows) }), 'r.csv');
    const load = (memoryLimit: string, tempFolder?: string) =>
      loadDataset({ path, format: 'csv', engine: 'duckdb', memoryLimit, ...(tempFolder && { tempFolder }) });
    await expect(load('1MB')).rejects.toMatchObject({
      code: 'DATA_DUCKDB',
      hint: expect.stringContaining('memoryLimit'),
    });
    await expect(load('much')).rejects.toMatchObject({
      code: 'DATA_DUCKDB',
      hint: expect.stringContaining('2GB'),
    });
    await expect(load('1GB', join(path, 'nowhere'))).rejects.toThrow('ENOTDIR');
  });

  it('gives the same dataset for a million interactions', async () => {
    const lines = generate(1_000_000, 60_000, 20_000).map((row) => Object.values(row).join(','));
    const path = join(writeFiles({ 'r.csv': `user,item,rating,timestamp\n${lines.join('\n')}` }), 'r.csv');
    const figures = ({ fingerprint, notes, provenance }: Dataset) => ({ fingerprint, notes, provenance });
    const dataset = await loadTwice({ path, format: 'csv', minRating: 2, kCore: 10 }, figures as never);
    expect(dataset!.train.interactions.indices.length).toBeGreaterThan(100_000);
  }, 120_000);

  it.runIf(hasShared)(`gives the same dataset for real reviews${needsShared}`, async () => {
    const path = shared('data/musical-instruments-reviews/reviews.jsonl.gz');
    const dataset = await loadTwice({ path, format: 'amazon-2018', minRating: 4, kCore: 5 });
    expect(dataset!.train.review(0, dataset!.train.interactions.indices[0])!.text).not.toBe('');
  });
});
