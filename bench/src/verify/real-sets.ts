import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from '@hnlm/core';
import { type FromSplitsOptions, fromSplits, loadDataset } from '@hnlm/data';

/** Counts of a data set; a check compares those that its README states. */
export interface RealFigures {
  readonly users?: number;
  readonly items?: number;
  /** Distinct pairs of all parts together. */
  readonly interactions?: number;
  /** Lines of the files, or items on them: with repeats. */
  readonly rows?: number;
  readonly train?: number;
  readonly validation?: number;
  readonly test?: number;
  readonly trainUsers?: number;
  readonly testUsers?: number;
  /** Pairs of test that are in train or validation too. */
  readonly overlap?: number;
  readonly maxUser?: number;
  readonly maxItem?: number;
  readonly titled?: number;
  readonly described?: number;
}

/** One data set, read in one way. */
export interface RealSet {
  readonly name: string;
  /** Folder of the set under `data`. */
  readonly folder: string;
  /** Reads it; what has no format of its own is written as one into `scratch` first. */
  load(folder: string, scratch: string): Promise<Dataset>;
  /** As its README states them. */
  readonly expected: RealFigures;
}

/** Every set under `../shared/data`. */
export const realSets: readonly RealSet[] = [
  {
    name: 'agent4rec-ml1m',
    folder: 'agent4rec-ml1m',
    load: (folder) =>
      loadDataset({ path: folder, format: 'lightgcn', items: join(folder, 'movie_detail.csv.gz') }),
    expected: {
      users: 1000,
      items: 3292,
      interactions: 185_249,
      rows: 185_249,
      train: 74_271,
      validation: 55_486,
      test: 55_492,
      overlap: 0,
      titled: 3292,
      described: 3292,
    },
  },
  {
    name: 'ahns-phone',
    folder: 'ahns-phone',
    load: (folder) => published(folder),
    expected: {
      users: 27_879,
      items: 10_429,
      interactions: 194_439,
      rows: 194_439,
      train: 155_163,
      test: 39_276,
      trainUsers: 27_875,
      testUsers: 20_899,
      overlap: 0,
      maxUser: 27_878,
      maxItem: 10_428,
    },
  },
  {
    name: 'ahns-sport',
    folder: 'ahns-sport',
    load: (folder) =>
      published(folder, {
        items: join(folder, 'items.tsv.gz'),
        itemColumns: { id: 'item', title: 'text' },
      }),
    expected: {
      users: 35_598,
      items: 18_357,
      interactions: 296_337,
      rows: 296_337,
      train: 236_918,
      test: 59_419,
      trainUsers: 35_595,
      testUsers: 28_012,
      overlap: 0,
      maxUser: 35_597,
      maxItem: 18_356,
      titled: 18_357,
    },
  },
  {
    name: 'amazon2023-personas',
    folder: 'amazon2023-personas',
    load: async (folder, scratch) => {
      const path = join(scratch, 'personas.jsonl');
      await writeFile(path, await flatHistories(folder));
      return loadDataset({ path, format: 'jsonl' });
    },
    expected: { users: 354, items: 2610, interactions: 2762, rows: 2764 },
  },
  {
    name: 'cds-agentcf dense',
    folder: 'cds-agentcf',
    load: (folder, scratch) => sequences(folder, 'dense', scratch),
    expected: { users: 100, items: 269, interactions: 800, rows: 3500, titled: 269 },
  },
  {
    name: 'cds-agentcf sparse',
    folder: 'cds-agentcf',
    load: (folder, scratch) => sequences(folder, 'sparse', scratch),
    expected: { users: 100, items: 704, interactions: 800, rows: 3500, titled: 704 },
  },
  {
    name: 'dens-lastfm',
    folder: 'dens-lastfm',
    load: (folder) => published(folder),
    expected: {
      users: 640,
      items: 4165,
      interactions: 15_535,
      rows: 120_975,
      train: 13_039,
      test: 6014,
      trainUsers: 640,
      testUsers: 575,
      overlap: 3518,
      maxUser: 639,
      maxItem: 4164,
    },
  },
  {
    name: 'dens-lastfm without its overlap',
    folder: 'dens-lastfm',
    load: (folder) => published(folder, { conflicts: 'drop' }),
    expected: {
      users: 640,
      items: 4165,
      interactions: 15_535,
      rows: 120_975,
      train: 13_039,
      test: 6014 - 3518,
      overlap: 0,
    },
  },
  {
    name: 'dens-toy',
    folder: 'dens-toy',
    load: (folder) => published(folder),
    expected: {
      users: 4626,
      items: 10_083,
      interactions: 52_790,
      rows: 52_790,
      train: 44_124,
      test: 8666,
      trainUsers: 4626,
      testUsers: 3996,
      overlap: 0,
      maxUser: 4625,
      maxItem: 10_082,
    },
  },
  {
    name: 'gowalla',
    folder: 'gowalla',
    load: (folder) => published(folder),
    expected: {
      users: 29_858,
      items: 40_981,
      interactions: 1_027_370,
      rows: 1_027_370,
      train: 810_128,
      test: 217_242,
      overlap: 0,
    },
  },
  {
    name: 'ml-100k',
    folder: 'ml-100k',
    load: (folder) =>
      loadDataset({ path: folder, format: 'recbole', items: join(folder, 'items_info.json.gz') }),
    expected: {
      users: 943,
      items: 1682,
      interactions: 100_000,
      rows: 100_000,
      titled: 1682,
      described: 1674,
    },
  },
  {
    name: 'ml-100k, rated 4 or more',
    folder: 'ml-100k',
    load: (folder) => loadDataset({ path: folder, format: 'recbole', minRating: 4 }),
    expected: { interactions: 55_375 },
  },
  {
    name: 'ml-latest-small',
    folder: 'ml-latest-small',
    load: (folder) =>
      loadDataset({
        path: join(folder, 'ratings.csv'),
        format: 'csv',
        items: join(folder, 'movies.csv'),
      }),
    expected: { users: 610, items: 9724, interactions: 100_836, rows: 100_836, titled: 9724 },
  },
  {
    name: 'musical-instruments-reviews',
    folder: 'musical-instruments-reviews',
    load: (folder) => loadDataset({ path: join(folder, 'reviews.jsonl'), format: 'amazon-2018' }),
    expected: { users: 1429, items: 900, interactions: 10_261, rows: 10_261 },
  },
  {
    name: 'toys-p5',
    folder: 'toys-p5',
    load: (folder) =>
      loadDataset({
        path: join(folder, 'sequential.txt'),
        format: 'lightgcn',
        items: join(folder, 'items.tsv'),
        itemColumns: { id: 'item', title: 'text' },
      }),
    expected: { users: 19_412, items: 11_924, interactions: 167_597, rows: 167_597, titled: 11_924 },
  },
  {
    name: 'yelp-p5',
    folder: 'yelp-p5',
    load: (folder) => loadDataset({ path: join(folder, 'sequential.txt'), format: 'lightgcn' }),
    expected: { users: 30_431, items: 20_033, interactions: 304_524, rows: 316_354 },
  },
];

/** Reads a published split of two files just as it is, and makes a validation part of its train part. */
export function published(folder: string, options: Partial<FromSplitsOptions> = {}): Promise<Dataset> {
  return fromSplits({
    train: join(folder, 'train.txt'),
    test: join(folder, 'test.txt'),
    validationFrom: { ratio: 0.1, seed: 0 },
    format: 'lightgcn',
    ...options,
  });
}

/** Writes each review of the nested histories as a line of its own. */
async function flatHistories(folder: string): Promise<string> {
  const lines = [];
  for (const part of ['training', 'validation', 'test']) {
    for (const line of await linesOf(join(folder, `${part}.jsonl.gz`))) {
      const { user_id, history } = JSON.parse(line);
      for (const { parent_asin, rating, timestamp_ms } of history) {
        lines.push(JSON.stringify({ user_id, parent_asin, rating, timestamp: timestamp_ms }));
      }
    }
  }
  return lines.join('\n');
}

/** Writes each item of RecBole's sequences, the history and the target alike, as a pair. */
async function sequences(folder: string, sample: string, scratch: string): Promise<Dataset> {
  const pairs = [];
  for (const part of ['train', 'valid', 'test']) {
    const [, ...lines] = await linesOf(join(folder, `CDs-100-user-${sample}.${part}.inter.gz`));
    for (const line of lines) {
      const [user, history, target] = line.split('\t');
      for (const item of [...history.split(' '), target]) pairs.push(`${user} ${item}`);
    }
  }
  const path = join(scratch, `${sample}.txt`);
  await writeFile(path, pairs.join('\n'));
  return loadDataset({ path, format: 'pairs', items: join(folder, 'CDs.item.gz') });
}

async function linesOf(file: string): Promise<readonly string[]> {
  const text = gunzipSync(await readFile(file)).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}
