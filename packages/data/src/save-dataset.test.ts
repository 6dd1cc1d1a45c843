import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contents } from './__fixtures__/contents.ts';
import { hasShared, needsShared, shared } from './__fixtures__/shared.ts';
import { toyDataset } from './__fixtures__/toy-dataset.ts';
import { writeFiles } from './__fixtures__/write-files.ts';
import { loadDataset } from './load-dataset.ts';
import { openDataset } from './open-dataset.ts';
import { saveDataset } from './save-dataset.ts';
import { simulateWorld } from './simulate-world.ts';

const world = simulateWorld({ users: 60, items: 80 }).dataset;

async function query(sql: string) {
  const connection = await (await DuckDBInstance.create()).connect();
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

describe('saveDataset', () => {
  it('is opened again equal to the bit', async () => {
    const folder = join(writeFiles({}), 'deep', 'world');
    await saveDataset(world, folder);
    expect(contents(await openDataset(folder))).toEqual(contents(world));
    expect(readdirSync(join(folder, '..'))).toEqual(['world']);
  });

  it('keeps any id, text, rating and review', async () => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('"', 'a\tb', 'ä\0', '\n'),
    );
    const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
    const review = fc.record(
      { title: word, text: fc.string(), rating: fc.double() },
      { requiredKeys: ['text'] },
    );
    const text = fc.record(
      {
        title: word,
        description: word,
        brand: fc.string(),
        categories: fc.array(fc.string()),
        attributes: fc.dictionary(word, word),
      },
      { requiredKeys: [] },
    );
    const ids = fc.uniqueArray(word, { minLength: 4, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(ids, ids, fc.array(text), maybe(review), async (users, items, texts, words) => {
        const dataset = toyDataset(users, items, texts, words);
        const folder = join(writeFiles({}), 'd');
        await saveDataset(dataset, folder);
        expect(contents(await openDataset(folder))).toEqual(contents(dataset));
      }),
      { numRuns: 50 },
    );
  });

  it('opens in DuckDB as it is', async () => {
    const folder = join(writeFiles({}), 'world');
    await saveDataset(world, folder);
    const { train, validation, test } = world;
    const file = (name: string) => `'${join(folder, name)}.parquet'`;
    const counts = await query(
      `SELECT part, count(*)::INT FROM ${file('interactions')} GROUP BY 1 ORDER BY 1`,
    );
    expect(counts).toEqual(
      [test, train, validation].map((view) => [view.part, view.interactions.indices.length]),
    );
    const named = await query(`
      SELECT u.id, i.id, i.title, i.categories, i.attributes::JSON->>'material', r.text
      FROM ${file('reviews')} r JOIN ${file('users')} u ON r.user = u.index JOIN ${file('items')} i ON r.item = i.index
      ORDER BY r.user, r.item LIMIT 1`);
    const [user, item, title, categories, material, text] = named[0] as [
      string,
      string,
      string,
      string[],
      string,
      string,
    ];
    const index = train.items.indexOf(item)!;
    expect(train.review(train.users.indexOf(user)!, index)!.text).toBe(text);
    expect({ title, categories }).toEqual({
      title: train.texts[index].title,
      categories: train.texts[index].categories,
    });
    expect(material).toBe(train.texts[index].attributes?.material ?? null);
  });

  it('holds ratings and reviews of train interactions alone', async () => {
    const path = join(writeFiles({ 'r.csv': rated }), 'r.csv');
    const dataset = await loadDataset({ path, format: 'csv', seed: 1 });
    const folder = join(writeFiles({}), 'rated');
    await saveDataset(dataset, folder);
    const counts = await query(
      `SELECT part, count(rating)::INT FROM '${folder}/interactions.parquet' GROUP BY ALL ORDER BY ALL`,
    );
    expect(counts).toEqual([
      ['test', 0],
      ['train', dataset.train.interactions.indices.length],
      ['validation', 0],
    ]);
    const reviews = await query(`SELECT count(*)::INT FROM '${folder}/reviews.parquet'`);
    expect(reviews).toEqual([[dataset.train.interactions.indices.length]]);
  });

  it('replaces a dataset only if asked to, and nothing else ever', async () => {
    const parent = writeFiles({ 'notes.txt': 'mine' });
    const folder = join(parent, 'd');
    await saveDataset(world, folder);
    await expect(saveDataset(world, folder)).rejects.toMatchObject({
      code: 'DATA_EXISTS',
      hint: expect.stringContaining('overwrite: true'),
    });
    const other = simulateWorld({ users: 50, items: 60 }).dataset;
    await saveDataset(other, folder, { overwrite: true });
    expect((await openDataset(folder)).fingerprint).toBe(other.fingerprint);
    await expect(saveDataset(world, parent, { overwrite: true })).rejects.toMatchObject({
      code: 'DATA_EXISTS',
    });
    expect(readdirSync(parent).sort()).toEqual(['d', 'notes.txt']);
  });

  it('leaves nothing behind, and the earlier dataset in place, where it fails', async () => {
    const parent = writeFiles({});
    const folder = join(parent, 'd');
    await saveDataset(world, folder);
    const broken = {
      ...world,
      train: { ...world.train, texts: world.train.texts.map(() => ({ title: '\ud83d' })) },
    };
    await expect(saveDataset(broken, folder, { overwrite: true })).rejects.toMatchObject({
      code: 'DATA_UNICODE',
      message: expect.stringContaining('items.parquet: a title'),
    });
    expect(readdirSync(parent)).toEqual(['d']);
    expect((await openDataset(folder)).fingerprint).toBe(world.fingerprint);
  });
});

describe('openDataset', () => {
  it.each(['interactions', 'users', 'items', 'reviews'])('names the damaged file: %s', async (name) => {
    const folder = join(writeFiles({}), 'd');
    await saveDataset(world, folder);
    const path = join(folder, `${name}.parquet`);
    const whole = readFileSync(path);
    const flipped = Uint8Array.from(whole);
    flipped[whole.length >> 1] ^= 1;
    const error = { code: 'DATA_DAMAGED', message: expect.stringContaining(path) };
    writeFileSync(path, flipped);
    await expect(openDataset(folder)).rejects.toMatchObject(error);
    writeFileSync(path, whole);
    truncateSync(path, statSync(path).size - 1);
    await expect(openDataset(folder)).rejects.toMatchObject(error);
    rmSync(path);
    await expect(openDataset(folder)).rejects.toMatchObject(error);
  });

  it('refuses an edited dataset.json', async () => {
    const folder = join(writeFiles({}), 'd');
    await saveDataset(world, folder);
    const path = join(folder, 'dataset.json');
    const saved = JSON.parse(readFileSync(path, 'utf8'));
    const edited = async (changes: object) => {
      writeFileSync(path, JSON.stringify({ ...saved, ...changes }));
      return openDataset(folder);
    };
    await expect(edited({ fingerprint: 'f'.repeat(16) })).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
    await expect(edited({ version: 2 })).rejects.toMatchObject({ code: 'DATA_FORMAT' });
    await expect(edited({ format: 'csv' })).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      hint: expect.stringContaining('fromSplits'),
    });
    writeFileSync(path, '{');
    await expect(openDataset(folder)).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
    rmSync(path);
    await expect(openDataset(folder)).rejects.toMatchObject({ code: 'DATA_MISSING' });
    expect(existsSync(folder)).toBe(true);
  });
});

it.runIf(hasShared)(`ml-100k comes back with its plots${needsShared}`, async () => {
  const dataset = await loadDataset({
    path: shared('data/ml-100k'),
    format: 'recbole',
    items: shared('data/ml-100k/items_info.json'),
    kCore: 10,
  });
  const folder = join(writeFiles({}), 'ml-100k');
  await saveDataset(dataset, folder);
  expect(contents(await openDataset(folder))).toEqual(contents(dataset));
});

const rated = `user,item,rating,review\n${Array.from(
  { length: 400 },
  (_, row) => `u${row % 20},i${(row * 7 + Math.floor(row / 20)) % 40},${1 + (row % 5)},words ${row}`,
).join('\n')}\n`;
