import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import type { InteractionFormat } from './format.ts';
import type { InteractionColumns } from './read-interaction-table.ts';
import { readInteractions } from './read-interactions.ts';

async function read(
  content: string | Uint8Array,
  format: InteractionFormat,
  columns?: InteractionColumns,
): Promise<unknown[]> {
  const path = join(writeFiles({ data: content }), 'data');
  const found: unknown[] = [];
  await readInteractions({ path, format, columns }, (...interaction) => {
    found.push(interaction.filter((value) => value !== undefined));
  });
  return found;
}

describe('recbole', () => {
  it('reads typed columns in any order', async () => {
    const text = 'rating:float\titem_id:token\tuser_id:token\n4.5\ti 1\tu1\n3\ti2\tu2\n';
    expect(await read(text, 'recbole')).toEqual([
      ['u1', 'i 1', 4.5],
      ['u2', 'i2', 3],
    ]);
  });

  it('names the line of a bad number and of a missing field', async () => {
    const head = 'user_id:token\titem_id:token\trating:float\n1\t2\t3\n';
    await expect(read(`${head}1\t3\tfive\n`, 'recbole')).rejects.toMatchObject({
      code: 'DATA_PARSE',
      message: expect.stringMatching(/data:3: rating "five" is not a number$/),
      evidence: { line: 3 },
    });
    await expect(read(`${head}1\t3\n`, 'recbole')).rejects.toThrow(/data:3: 2 fields where the header has 3/);
    await expect(read(`${head}\t3\t4\n`, 'recbole')).rejects.toThrow(/data:3: "user_id" is empty/);
  });
});

describe('lightgcn', () => {
  it('reads users with any number of items', async () => {
    expect(await read('0 5 7 9 2\n1\n\n2 5\n', 'lightgcn')).toEqual([
      ['0', '5'],
      ['0', '7'],
      ['0', '9'],
      ['0', '2'],
      ['2', '5'],
    ]);
  });

  it('names the line of what is not an id', async () => {
    await expect(read('0 5 7 9\n1 5 -7\n', 'lightgcn')).rejects.toThrow(/data:2: "-7" is not an id/);
  });

  it('does not take pairs with weights for items', async () => {
    const pairs = ['0 1 1', '0 2 1', '0 3 1', '1 1 1', '1 2 1'].join('\n');
    await expect(read(pairs, 'lightgcn')).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      hint: 'It looks like "pairs"; set the format to that.',
    });
  });
});

describe('pairs', () => {
  it('reads ids of any form, with and without weights', async () => {
    expect(await read('u1 i1\nu2\ti1\n', 'pairs')).toEqual([
      ['u1', 'i1'],
      ['u2', 'i1'],
    ]);
    expect(await read('1 2 0.5\n', 'pairs')).toEqual([['1', '2', 0.5]]);
  });

  it('names the line that is short or has a bad weight', async () => {
    await expect(read('1 2 1\n1 3\n', 'pairs')).rejects.toThrow(
      /data:2: 2 fields where the lines before have 3/,
    );
    await expect(read('1 2 1\n1 3 x\n', 'pairs')).rejects.toThrow(/data:2: weight "x" is not a number/);
  });
});

describe('csv', () => {
  it.each([',', '\t', ';'])('reads fields separated by %j', async (separator) => {
    const rows = [
      ['userId', 'movieId', 'rating'],
      ['1', '10', '4'],
      ['2', '11', '5.0'],
    ];
    const text = rows.map((row) => row.join(separator)).join('\r\n');
    expect(await read(text, 'csv')).toEqual([
      ['1', '10', 4],
      ['2', '11', 5],
    ]);
  });

  it('reads quoted reviews over several lines, and names the line after them', async () => {
    const text = 'user,item,stars,review\nu,i,5,"Good,\nvery ""good""."\nu,j,?,bad\n';
    await expect(read(text, 'csv')).rejects.toThrow(/data:4: stars "\?" is not a number/);
    expect(await read(text.replace('?', '1'), 'csv')).toEqual([
      ['u', 'i', 5, { text: 'Good,\nvery "good".', rating: 5 }],
      ['u', 'j', 1, { text: 'bad', rating: 1 }],
    ]);
  });

  it('takes the columns that are named', async () => {
    const text = 'who,what,user_id\na,b,c\n';
    expect(await read(text, 'csv', { user: 'who', item: 'what' })).toEqual([['a', 'b']]);
  });

  it('suggests the column that was meant', async () => {
    const text = 'user_id,item_id,rating\n1,2,3\n';
    await expect(read(text, 'csv', { rating: 'ratings' })).rejects.toMatchObject({
      code: 'DATA_COLUMN',
      message: expect.stringContaining('has no column "ratings" (columns.rating)'),
      hint: 'Did you mean "rating"? Known: user_id, item_id, rating.',
    });
  });

  it('names the option where a column is not recognised', async () => {
    await expect(read('who,item\n1,2\n', 'csv')).rejects.toMatchObject({
      code: 'DATA_COLUMN',
      hint: 'Name it with the option columns.user. Columns: who, item.',
    });
  });

  it('names the line with too many fields', async () => {
    await expect(read('user,item\n1,2\n1,2,3\n', 'csv')).rejects.toMatchObject({
      code: 'DATA_PARSE',
      evidence: { line: 3 },
    });
  });

  it('reports cut-off gzip data as such', async () => {
    const packed = gzipSync(
      `user,item\n${Array.from({ length: 999 }, (_, n) => `${n},${n * 7}`).join('\n')}`,
    );
    await expect(read(packed.subarray(0, 900), 'csv')).rejects.toMatchObject({ code: 'DATA_GZIP' });
  });
});

describe('the wrong format', () => {
  const samples = {
    recbole: 'user_id:token\titem_id:token\n1\t2\n',
    lightgcn: '0 1 2 3 4\n1 2 3 4 5\n',
    pairs: '0 1 1\n0 2 1\n0 3 1\n',
    csv: 'user_id,item_id\n1,2\n',
    'amazon-2018': '{"reviewerID": "a", "asin": "b", "overall": 5, "unixReviewTime": 1}\n',
    'amazon-2023': '{"user_id": "a", "parent_asin": "b", "rating": 5, "timestamp": 1}\n',
    yelp: '{"user_id": "a", "business_id": "b", "stars": 5, "date": "2018-01-01"}\n',
  };
  const names = Object.keys(samples) as (keyof typeof samples)[];
  const cases = names.flatMap((said) => names.filter((is) => is !== said).map((is) => ({ said, is })));

  it.each(cases)('$is read as $said is recognised', async ({ said, is }) => {
    await expect(read(samples[is], said)).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      hint: `It looks like "${is}"; set the format to that.`,
    });
  });

  it.each(names)('an empty file is an error of its own in %s', async (format) => {
    await expect(read('', format)).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });

  it('a header alone holds no interactions', async () => {
    await expect(read('user_id,item_id\n', 'csv')).rejects.toMatchObject({ code: 'DATA_EMPTY' });
  });
});
