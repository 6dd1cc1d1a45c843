import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hasShared, needsShared, shared } from './__fixtures__/shared.ts';
import { writeFiles } from './__fixtures__/write-files.ts';
import { describeDataset } from './describe-dataset.ts';
import type { InteractionFormat } from './format.ts';
import { loadDataset } from './load-dataset.ts';
import { locateSource } from './locate-source.ts';
import { writeParquet } from './parquet-file.ts';
import type { InteractionColumns } from './read-interaction-table.ts';
import { readItemTexts } from './read-item-texts.ts';
import { readLog } from './read-log.ts';

const jsonl = (...records: unknown[]) => `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;

async function read(path: string, format: InteractionFormat, columns?: InteractionColumns) {
  const { users, items, userOf, itemOf, ratings, times, reviews } = await readLog({
    path,
    format,
    columns,
    reviews: true,
  });
  return Array.from(userOf, (user, row) => ({
    user: users[user],
    item: items[itemOf[row]],
    ...(ratings && { rating: ratings[row] }),
    ...(times && { time: times[row] }),
    ...(reviews?.[row] && { review: reviews[row] }),
  }));
}

describe('Amazon', () => {
  const review2018 = {
    reviewerID: 'A1',
    asin: 'B1',
    overall: 5,
    unixReviewTime: 1_425_168_000,
    summary: 'Solid',
    reviewText: 'It&#39;s <br />good',
  };
  const meta2018 = {
    asin: 'B1',
    title: 'Rock &amp; Roll',
    brand: 'Alder',
    category: ['Toys &amp; Games', '<span>Puzzles</span>'],
    description: ['<p>Wooden.</p>', 'Sturdy.'],
    feature: ['100 pieces'],
  };

  it('reads reviews of 2018 with times, titles and no HTML, and the metadata beside them', async () => {
    const folder = writeFiles({
      'Toys_5.json.gz': gzipSync(jsonl(review2018, { ...review2018, reviewText: '', overall: 1 })),
      'meta_Toys.json.gz': gzipSync(jsonl(meta2018)),
    });
    const source = await locateSource(folder, 'amazon-2018');
    expect(source).toEqual({
      file: join(folder, 'Toys_5.json.gz'),
      items: join(folder, 'meta_Toys.json.gz'),
    });
    const interaction = { user: 'A1', item: 'B1', time: 1_425_168_000 };
    expect(await read(join(folder, 'Toys_5.json'), 'amazon-2018')).toEqual([
      { ...interaction, rating: 5, review: { title: 'Solid', text: "It's  good", rating: 5 } },
      { ...interaction, rating: 1 },
    ]);
    expect((await readItemTexts(join(folder, 'meta_Toys.json'))).byId.get('B1')).toEqual({
      title: 'Rock & Roll',
      brand: 'Alder',
      categories: ['Toys & Games', 'Puzzles'],
      description: 'Wooden. Sturdy. 100 pieces',
    });
  });

  it('counts cleaned texts and titles that are scripts', async () => {
    const pairs = [...'abcdefgh'].flatMap((user) => [...'12345'].map((item) => ({ user, item })));
    const folder = writeFiles({
      'Toys.json': jsonl(...pairs.map(({ user, item }) => ({ ...review2018, reviewerID: user, asin: item }))),
      'meta_Toys.json': jsonl(
        { asin: '1', title: 'var aPageStart = (new Date()).getTime();', brand: 'A' },
        { asin: '2', title: 'Two &amp; two' },
        { asin: 'unseen', title: 'Not &amp; counted' },
      ),
    });
    const { train, notes } = await loadDataset({ path: folder, format: 'amazon-2018' });
    const texts = Object.fromEntries(train.items.ids.map((id, item) => [id, train.texts[item]]));
    expect(texts).toMatchObject({ 1: { brand: 'A' }, 2: { title: 'Two & two' } });
    expect(texts[1]).not.toHaveProperty('title');
    const counts = Object.fromEntries(notes.map(({ what, count }) => [what, count]));
    expect(counts).toMatchObject({
      'items with HTML in their texts, which was taken out': 1,
      'items whose title is a script, which was left out': 1,
    });
  });

  it('says that metadata of 2014 are Python literals', async () => {
    const folder = writeFiles({ 'meta_Toys.json': "{'asin': 'B1', 'title': \"It's\"}\n" });
    await expect(readItemTexts(join(folder, 'meta_Toys.json'))).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      message: expect.stringMatching(/holds Python literals, not JSON$/),
      hint: expect.stringContaining('ast.literal_eval'),
    });
  });

  it('reads reviews and items of 2023 by product over all variants', async () => {
    const folder = writeFiles({
      'Toys.jsonl': jsonl({
        user_id: 'U1',
        parent_asin: 'P1',
        asin: 'V1',
        rating: 4,
        timestamp: 1_586_445_693_499,
        title: 'Fine',
        text: 'Works.',
      }),
      'meta_Toys.jsonl': jsonl({
        parent_asin: 'P1',
        title: 'Lamp',
        store: 'Alder',
        categories: ['Home', 'Lamps'],
        description: [],
        features: ['Bright', 'Cheap'],
        details: { Color: 'red', 'Best Sellers Rank': { Lamps: 3 }, Size: null },
      }),
    });
    expect(await read(join(folder, 'Toys.jsonl'), 'amazon-2023')).toEqual([
      {
        user: 'U1',
        item: 'P1',
        rating: 4,
        time: 1_586_445_693.499,
        review: { title: 'Fine', text: 'Works.', rating: 4 },
      },
    ]);
    expect((await readItemTexts(join(folder, 'meta_Toys.jsonl'))).byId.get('P1')).toEqual({
      title: 'Lamp',
      brand: 'Alder',
      categories: ['Home', 'Lamps'],
      description: 'Bright Cheap',
      attributes: { Color: 'red', 'Best Sellers Rank': '{"Lamps":3}' },
    });
  });

  it.skipIf(!hasShared)(`reads all reviews of Musical Instruments${needsShared}`, async () => {
    const path = shared('data/musical-instruments-reviews/reviews.jsonl');
    const log = await readLog({ path, format: 'amazon-2018', reviews: true });
    expect([log.users.length, log.items.length, log.userOf.length]).toEqual([1429, 900, 10_261]);
    expect(log.times!.every((time) => time > 1e9 && time < 1.5e9)).toBe(true);
    expect(log.reviews!.filter((review) => review !== undefined).length).toBeGreaterThan(10_200);
  });
});

it('reads Yelp: reviews with dates as text, and the businesses beside them', async () => {
  const folder = writeFiles({
    'yelp_academic_dataset_review.json': jsonl({
      user_id: 'u',
      business_id: 'b',
      stars: 3,
      date: '2018-07-07 22:09:11',
      text: 'So so.',
    }),
    'yelp_academic_dataset_business.json': jsonl({
      business_id: 'b',
      name: 'The Great Greek',
      categories: 'Diners, Greek',
      attributes: { RestaurantsTakeOut: 'True' },
    }),
  });
  const source = await locateSource(folder, 'yelp');
  expect(source).toEqual({
    file: join(folder, 'yelp_academic_dataset_review.json'),
    items: join(folder, 'yelp_academic_dataset_business.json'),
  });
  expect(await read(join(folder, 'yelp_academic_dataset_review.json'), 'yelp')).toEqual([
    { user: 'u', item: 'b', rating: 3, time: 1_531_001_351, review: { text: 'So so.', rating: 3 } },
  ]);
  const items = await readItemTexts(join(folder, 'yelp_academic_dataset_business.json'));
  expect(Object.fromEntries(items.byId)).toEqual({
    b: {
      title: 'The Great Greek',
      categories: ['Diners', 'Greek'],
      attributes: { RestaurantsTakeOut: 'True' },
    },
  });
});

describe('MovieLens', () => {
  const flags = (...on: number[]) =>
    Array.from({ length: 19 }, (_, genre) => (on.includes(genre) ? 1 : 0)).join('|');
  const latin1 = (text: string) => Buffer.from(text, 'latin1');
  const releases = {
    '100K': {
      'u.data': '196\t242\t3\t881250949\n',
      'u.item': latin1(
        `1|Toy Story (1995)|01-Jan-1995||http://imdb|${flags(3, 4, 5)}\n242|Misérables, Les|||u|${flags(8)}\n`,
      ),
    },
    '1M': {
      'ratings.dat': '196::242::3::881250949\n',
      'movies.dat': latin1("1::Toy Story (1995)::Animation|Children's|Comedy\n242::Misérables, Les::Drama\n"),
    },
    latest: {
      'ratings.csv': 'userId,movieId,rating,timestamp\r\n196,242,3.0,881250949\r\n',
      'movies.csv': 'movieId,title,genres\n242,"Misérables, Les",Drama\n',
    },
  };

  it.each(Object.entries(releases))('reads the folder of %s', async (_, files) => {
    const folder = writeFiles(files);
    const [interactions, items] = Object.keys(files);
    const source = await locateSource(folder, 'movielens');
    expect(source).toEqual({ file: join(folder, interactions), items: join(folder, items) });
    expect(await read(join(folder, interactions), 'movielens')).toEqual([
      { user: '196', item: '242', rating: 3, time: 881_250_949 },
    ]);
    const { byId } = await readItemTexts(join(folder, items));
    expect(byId.get('242')).toEqual({ title: 'Misérables, Les', categories: ['Drama'] });
    if (byId.has('1')) expect(byId.get('1')!.categories).toEqual(['Animation', "Children's", 'Comedy']);
  });

  it('says what a folder has to hold', async () => {
    const folder = writeFiles({ 'ratings.txt': '' });
    await expect(locateSource(folder, 'movielens')).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: `the folder ${folder} does not hold u.data or ratings.dat or ratings.csv`,
    });
  });

  it.skipIf(!hasShared)(`reads latest-small with its titles${needsShared}`, async () => {
    const dataset = await loadDataset({ path: shared('data/ml-latest-small'), format: 'movielens' });
    expect(describeDataset(dataset)).toMatchObject({ users: 610, items: 9724, interactions: 100_836 });
    expect(dataset.train.texts.every(({ title }) => title !== undefined)).toBe(true);
  });
});

it('reads SELFRec triples', async () => {
  const path = join(writeFiles({ 'train.txt': 'u1 i1 1\nu1\ti2 0.5\n\nu2,i1,3\n' }), 'train.txt');
  expect(await read(path, 'selfrec')).toEqual([
    { user: 'u1', item: 'i1', rating: 1 },
    { user: 'u1', item: 'i2', rating: 0.5 },
    { user: 'u2', item: 'i1', rating: 3 },
  ]);
});

it('reads JSON lines by their usual keys and by named ones', async () => {
  const text = jsonl(
    { user: 'u', item: 7, rating: 2, meta: { a: 1 } },
    { user: 'v', item: 'i\t"1"', rating: '3', ts: 5 },
  );
  const path = join(writeFiles({ 'a.jsonl': text }), 'a.jsonl');
  expect(await read(path, 'jsonl')).toEqual([
    { user: 'u', item: '7', rating: 2 },
    { user: 'v', item: 'i\t"1"', rating: 3 },
  ]);
  expect((await read(path, 'jsonl', { time: 'ts' })).map(({ time }) => time)).toEqual([Number.NaN, 5]);
  await expect(read(path, 'jsonl', { rating: 'meta' })).rejects.toThrow(
    /a\.jsonl:1: "meta" is \{"a":1\}, neither/,
  );
  await expect(read(path, 'jsonl', { rating: 'ratin' })).rejects.toThrow(/has no column "ratin"/);
});

it('reads Parquet by its columns, over row groups', async () => {
  const count = 150_000;
  const path = join(writeFiles({}), 'a.parquet');
  const numbers = Array.from({ length: count }, (_, row) => row);
  writeParquet(
    path,
    [
      { name: 'user_id', type: 'text' },
      { name: 'item_id', type: 'int32' },
      { name: 'rating', type: 'float' },
      { name: 'timestamp', type: 'double' },
      { name: 'tags', type: 'texts' },
    ],
    [
      {
        user_id: numbers.map((row) => `u${row % 1000}`),
        item_id: Int32Array.from(numbers, (row) => row % 777),
        rating: Float32Array.from(numbers, (row) => 1 + (row % 5)),
        timestamp: Float64Array.from(numbers, (row) => 1e9 + row),
        tags: numbers.map(() => ['a']),
      },
    ],
  );
  const rows = await read(path, 'parquet');
  expect(rows).toHaveLength(count);
  expect(rows[count - 1]).toEqual({
    user: 'u999',
    item: String(149_999 % 777),
    rating: 5,
    time: 1e9 + count - 1,
  });
  await expect(read(path, 'parquet', { rating: 'tags' })).rejects.toThrow(
    /:1: "tags" is neither text nor number/,
  );
});
