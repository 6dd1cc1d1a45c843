import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dataset, expandRows } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasShared, needsShared, shared } from './__fixtures__/shared.ts';
import { toyDataset } from './__fixtures__/toy-dataset.ts';
import { writeFiles } from './__fixtures__/write-files.ts';
import { type ExportDatasetOptions, exportDataset } from './export-dataset.ts';
import { type FromSplitsOptions, fromSplits } from './from-splits.ts';
import { loadDataset } from './load-dataset.ts';
import { partRows } from './part-rows.ts';
import { simulateWorld } from './simulate-world.ts';

type Format = ExportDatasetOptions['as'];

const formats = ['recbole', 'lightgcn', 'csv'] as const;

async function exported(dataset: Dataset, as: Format): Promise<string> {
  const folder = join(writeFiles({}), 'shop');
  await exportDataset(dataset, folder, { as });
  return folder;
}

function parts(folder: string, format: Format): FromSplitsOptions {
  const named = (part: string) =>
    join(folder, { recbole: `shop.${part}.inter`, lightgcn: `${part}.txt`, csv: `${part}.csv` }[format]);
  return { train: named('train'), validation: named('valid'), test: named('test'), format };
}

function readBack(folder: string, format: Format): Promise<Dataset> {
  const items = { recbole: 'shop.item', lightgcn: undefined, csv: 'items.csv' }[format];
  return fromSplits({ ...parts(folder, format), ...(items && { items: join(folder, items) }) });
}

/** The interactions of every part by original id, with ratings and times, in an order of their own. */
function split(dataset: Dataset): string[][] {
  const { train, validation, test } = dataset;
  return [train, validation, test].map((view) =>
    [...partRows(view)].map((row) => JSON.stringify(row)).sort(),
  );
}

/** The same by index and without ratings and times, as LightGCN writes it. */
function byIndex({ train, validation, test }: Dataset): string[][] {
  return [train, validation, test].map(({ interactions }) => {
    const items = [...interactions.indices].map(String);
    const rows = [...expandRows(interactions)].map((user, entry) => [String(user), items[entry]]);
    return [['user_id', 'item_id'], ...rows].map((row) => JSON.stringify(row)).sort();
  });
}

const world = simulateWorld({ users: 60, items: 80 }).dataset;

describe('exportDataset', () => {
  it.each(formats)('writes a split that fromSplits reads back: %s', async (as) => {
    const folder = await exported(world, as);
    const expected = as === 'lightgcn' ? byIndex(world) : split(world);
    expect(split(await readBack(folder, as))).toEqual(expected);
    expect(JSON.parse(readFileSync(join(folder, 'dataset.json'), 'utf8'))).toMatchObject({
      format: as,
      fingerprint: world.fingerprint,
    });
  });

  it('writes the texts of the items', async () => {
    const title = (dataset: Dataset, id: string) => dataset.train.texts[dataset.train.items.indexOf(id)!];
    const [id] = world.train.items.ids;
    const { title: name, categories, brand } = title(world, id);
    expect(title(await readBack(await exported(world, 'csv'), 'csv'), id)).toMatchObject({
      title: name,
      categories,
      ...(brand && { brand }),
    });
    expect(title(await readBack(await exported(world, 'recbole'), 'recbole'), id)).toMatchObject({
      title: name,
      categories: categories!.map((category) => category.replaceAll(' ', '_')),
    });
  });

  it('names the files as the tools look for them', async () => {
    expect(readdirSync(await exported(world, 'recbole')).sort()).toEqual([
      'dataset.json',
      'shop.item',
      'shop.test.inter',
      'shop.train.inter',
      'shop.valid.inter',
    ]);
    const folder = await exported(world, 'lightgcn');
    expect(readdirSync(folder).sort()).toEqual([
      'dataset.json',
      'item_list.txt',
      'test.txt',
      'train.txt',
      'user_list.txt',
      'valid.txt',
    ]);
    expect(readFileSync(join(folder, 'user_list.txt'), 'utf8').split('\n', 2)).toEqual([
      'org_id remap_id',
      'u1 0',
    ]);
  });

  it('writes ratings of train interactions, and of no other', async () => {
    const rated = toyDataset(['a', 'b', 'c', 'd'], ['1', '2', '3', '4'], [], { text: 'x', rating: 4.5 });
    const folder = await exported(rated, 'recbole');
    const header = (part: string) => readFileSync(join(folder, `shop.${part}.inter`), 'utf8').split('\n', 2);
    expect(header('train')).toEqual(['user_id:token\titem_id:token\trating:float', 'a\t1\t4.5']);
    expect(header('test')[0]).toBe('user_id:token\titem_id:token');
    expect(split(await readBack(folder, 'recbole'))).toEqual(split(rated));
  });

  it('writes any id as csv; elsewhere it comes back the same or is refused by name', async () => {
    const id = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.constantFrom('"', 'a"b', 'a\tb', 'a,b', 'a\nb', '\r', ' a ', 'NA', '-', '\u2028', ';'),
    );
    const ids = fc.uniqueArray(id, { minLength: 4, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(ids, ids, fc.constantFrom(...formats), async (users, items, as) => {
        const dataset = toyDataset(users, items, []);
        const folder = join(writeFiles({}), 'shop');
        const refused = await exportDataset(dataset, folder, { as }).then(
          () => undefined,
          (error) => error,
        );
        if (refused) {
          expect(as).not.toBe('csv');
          expect(refused).toMatchObject({ code: 'DATA_ID', hint: expect.stringContaining('csv') });
          expect([...users, ...items]).toContain(refused.evidence.id);
          return;
        }
        const back = await fromSplits(parts(folder, as));
        expect(split(back)).toEqual(as === 'lightgcn' ? byIndex(dataset) : split(dataset));
      }),
      { numRuns: 200 },
    );
  });

  it('refuses a folder that is there', async () => {
    const folder = await exported(world, 'csv');
    await expect(exportDataset(world, folder, { as: 'csv' })).rejects.toMatchObject({ code: 'DATA_EXISTS' });
    await exportDataset(world, folder, { as: 'lightgcn', overwrite: true });
    expect(readdirSync(folder)).not.toContain('train.csv');
  });
});

it.runIf(hasShared)(`ml-100k goes to every format and back${needsShared}`, async () => {
  const dataset = await loadDataset({ path: shared('data/ml-100k'), format: 'recbole', minRating: 4 });
  for (const as of formats) {
    const back = await readBack(await exported(dataset, as), as);
    expect(split(back)).toEqual(as === 'lightgcn' ? byIndex(dataset) : split(dataset));
  }
});
