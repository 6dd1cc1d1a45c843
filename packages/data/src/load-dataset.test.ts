import { join } from 'node:path';
import { contains, rowOf } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { hasShared, needsShared, shared } from './__fixtures__/shared.ts';
import { writeFiles } from './__fixtures__/write-files.ts';
import { describeDataset } from './describe-dataset.ts';
import { loadDataset } from './load-dataset.ts';

/** Users with 20 items each, rated 1 to 5, every interaction with a review of its own. */
function ratings(users: number): string {
  const lines = ['user_id,item_id,rating,review'];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < 20; item++) {
      const rating = 1 + ((user + item) % 5);
      const id = 100 + ((user * 3 + item) % 40);
      lines.push(`${user},${id},${rating},review of ${user} and ${id}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

describe('loadDataset', () => {
  it('splits into disjoint parts that mask each other', async () => {
    const path = join(writeFiles({ 'ratings.csv': ratings(30) }), 'ratings.csv');
    const dataset = await loadDataset({ path, format: 'csv', seed: 1 });
    const { train, validation, test } = dataset;
    expect(describeDataset(dataset)).toMatchObject({
      users: 30,
      items: 40,
      interactions: 600,
      density: 0.5,
      train: { interactions: 480, users: 30 },
      validation: { interactions: 60, users: 30 },
      test: { interactions: 60, users: 30 },
    });
    for (let user = 0; user < 30; user++) {
      const parts = [train, validation, test].flatMap((part) => [...rowOf(part.interactions, user)]);
      expect(new Set(parts).size).toBe(20);
      for (const item of rowOf(train.interactions, user))
        expect(contains(validation.masked, user, item)).toBe(true);
      expect(validation.masked).toBe(train.interactions);
      expect([...rowOf(test.masked, user)].sort()).toEqual(parts.slice(0, 18).sort());
    }
  });

  it('keeps ratings and reviews of train interactions, and no review of any other', async () => {
    const path = join(writeFiles({ 'ratings.csv': ratings(30) }), 'ratings.csv');
    const { train, validation, test } = await loadDataset({ path, format: 'csv', seed: 1 });
    let reviews = 0;
    for (let user = 0; user < 30; user++) {
      for (let item = 0; item < 40; item++) {
        const review = train.review(user, item);
        if (review) reviews++;
        const text = `review of ${train.users.ids[user]} and ${train.items.ids[item]}`;
        expect(review?.text).toBe(contains(train.interactions, user, item) ? text : undefined);
      }
      for (const [offset, item] of rowOf(train.interactions, user).entries()) {
        const rating = train.ratings![train.interactions.indptr[user] + offset];
        expect(rating).toBe(train.review(user, item)!.rating);
      }
    }
    expect(reviews).toBe(480);
    // Out of range must not wrap around into another user's row.
    expect(train.review(0, 40)).toBeUndefined();
    expect(train.review(1, -1)).toBeUndefined();
    expect(validation).not.toHaveProperty('review');
    expect(test).not.toHaveProperty('review');
  });

  it('filters ratings first, then repeats, then the core', async () => {
    // The core of 2 holds only if the low rating and the repeat do not count.
    const lines = [
      'user item rating',
      'a 1 5',
      'a 2 5',
      'a 3 5',
      'b 1 5',
      'b 2 5',
      'b 3 5',
      'c 1 5',
      'c 1 4',
      'c 2 1',
      'd 4 5',
    ];
    const csv = lines.map((line) => line.replaceAll(' ', ',')).join('\n');
    const path = join(writeFiles({ 'r.csv': csv }), 'r.csv');
    const dataset = await loadDataset({ path, format: 'csv', minRating: 3, kCore: 2 });
    expect(dataset.train.users.ids).toEqual(['a', 'b']);
    expect(dataset.train.items.ids).toEqual(['1', '2', '3']);
    expect(describeDataset(dataset).interactions).toBe(6);
    expect(dataset.notes[0]).toEqual({
      what: 'repeats of a pair of user and item',
      count: 1,
      examples: ['user c, item 1'],
    });
  });

  it('changes its fingerprint with the split, the texts and the reviews, and with nothing else', async () => {
    const folder = writeFiles({
      'a.csv': ratings(20),
      'reviewed.csv': ratings(20).replaceAll('review of', 'words on'),
      'items.csv': 'id,title\n100,Horse\n',
      'other.csv': 'id,title\n100,Donkey\n',
    });
    const load = async (file: string, seed: number, items?: string) => {
      const options = {
        path: join(folder, file),
        format: 'csv',
        seed,
        items: items && join(folder, items),
      } as const;
      return (await loadDataset(options)).fingerprint;
    };
    const first = await load('a.csv', 1);
    expect(await load('a.csv', 1)).toBe(first);
    const others = [
      await load('a.csv', 2),
      await load('a.csv', 1, 'items.csv'),
      await load('a.csv', 1, 'other.csv'),
      await load('reviewed.csv', 1),
    ];
    expect(new Set([first, ...others]).size).toBe(5);
  });

  it('says what was filtered away when nothing is left', async () => {
    const path = join(writeFiles({ 'r.csv': 'user,item,rating\n1,1,2\n1,1,2\n' }), 'r.csv');
    await expect(loadDataset({ path, format: 'csv', minRating: 4 })).rejects.toMatchObject({
      code: 'DATA_EMPTY',
    });
    await expect(loadDataset({ path, format: 'csv' })).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      hint: expect.stringContaining('repeats of a pair of user and item: 1'),
    });
  });

  it('reports options that cannot be met', async () => {
    const folder = writeFiles({ 'p.txt': '1 2\n', 'r.csv': ratings(5), 'items.csv': 'id,title\nx,Horse\n' });
    const pairs = { path: join(folder, 'p.txt'), format: 'pairs' } as const;
    const csv = { path: join(folder, 'r.csv'), format: 'csv' } as const;
    await expect(loadDataset({ ...pairs, minRating: 4 })).rejects.toMatchObject({ code: 'DATA_OPTIONS' });
    await expect(loadDataset({ ...csv, split: { validation: 0.5, test: 0.5 } })).rejects.toMatchObject({
      code: 'DATA_OPTIONS',
    });
    await expect(loadDataset({ ...csv, items: join(folder, 'items.csv') })).rejects.toMatchObject({
      code: 'DATA_ITEMS',
      hint: expect.stringContaining('Ids of the file: x; of the interactions: 100, 101, 102.'),
    });
    // A caller without types.
    await expect(loadDataset({ ...csv, format: 'pair' as 'csv' })).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      hint: expect.stringContaining('Did you mean "pairs"?'),
    });
    await expect(loadDataset({ path: folder, format: 'csv' })).rejects.toMatchObject({
      code: 'DATA_MISSING',
      hint: 'Name one of its files: items.csv, p.txt, r.csv.',
    });
  });
});

describe.runIf(hasShared)(`loadDataset on real data${needsShared}`, () => {
  it('reads ml-100k as RecBole wrote it, with the plots of another file', async () => {
    const path = shared('data/ml-100k');
    const all = await loadDataset({ path, format: 'recbole' });
    expect(describeDataset(all)).toMatchObject({ users: 943, items: 1682, interactions: 100_000 });
    expect(all.train.texts[0]).toEqual({
      title: 'Toy Story',
      categories: ['Animation', "Children's", 'Comedy'],
    });

    const items = shared('data/ml-100k/items_info.json');
    const liked = await loadDataset({ path, format: 'recbole', minRating: 4, items, seed: 1 });
    expect(describeDataset(liked).interactions).toBe(55_375);
    expect(liked.train.ratings!.every((rating) => rating >= 4)).toBe(true);
    expect(liked.train.texts[0].description).toMatch(/^A cowboy doll/);
    expect(liked.train.texts[0].categories).toEqual([
      'Animation',
      'Adventure',
      'Comedy',
      'Family',
      'Fantasy',
    ]);
    expect(liked.notes.map((note) => note.what)).toEqual(['items without a description']);

    const core = await loadDataset({ path, format: 'recbole', minRating: 4, kCore: 10 });
    expect(describeDataset(core)).toMatchObject({ users: 887, items: 822, interactions: 52_764 });
  });

  it('takes the ready split of agent4rec-ml1m as it is', async () => {
    const dataset = await loadDataset({
      path: shared('data/agent4rec-ml1m'),
      format: 'lightgcn',
      items: shared('data/agent4rec-ml1m/movie_detail.csv'),
    });
    expect(describeDataset(dataset)).toMatchObject({
      users: 1000,
      items: 3292,
      train: { interactions: 74_271 },
      validation: { interactions: 55_486 },
      test: { interactions: 55_492 },
    });
    expect(dataset.train.items.ids[3291]).toBe('3291');
    expect(dataset.train.texts[0]).toEqual({
      title: 'Toy Story (1995)',
      description: 'A group of toys embarks on a thrilling adventure to save their owner.',
      categories: ['Animation', "Children's", 'Comedy'],
    });
    expect(dataset.notes).toEqual([]);
  });

  it('reads the csv files of ml-latest-small', async () => {
    const dataset = await loadDataset({
      path: shared('data/ml-latest-small/ratings.csv'),
      format: 'csv',
      items: shared('data/ml-latest-small/movies.csv'),
    });
    expect(describeDataset(dataset)).toMatchObject({ users: 610, items: 9724, interactions: 100_836 });
    const comma = dataset.train.items.indexOf('11')!;
    expect(dataset.train.texts[comma]).toEqual({
      title: 'American President, The (1995)',
      categories: ['Comedy', 'Drama', 'Romance'],
    });
  });

  it('makes a validation part of train where a ready split has none, and says so', async () => {
    const dataset = await loadDataset({ path: shared('data/dens-toy'), format: 'lightgcn', seed: 1 });
    const { train, validation, test } = describeDataset(dataset);
    expect(train.interactions + validation.interactions).toBe(44_124);
    expect(test.interactions).toBe(8666);
    expect(dataset.notes[0].what).toBe('validation parts made of train interactions');
  });
});
