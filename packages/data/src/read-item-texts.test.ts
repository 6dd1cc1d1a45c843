import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { type ItemColumns, mergeItemTexts, readItemTexts } from './read-item-texts.ts';

async function read(content: string, columns?: ItemColumns) {
  const { byId } = await readItemTexts(join(writeFiles({ items: content }), 'items'), columns);
  return Object.fromEntries(byId);
}

const horse = {
  title: 'Horse',
  description: 'A wooden horse.',
  categories: ['Toys', 'Wood'],
  brand: 'Alder',
};

describe('readItemTexts', () => {
  it.each([
    [
      'a JSON array',
      JSON.stringify([
        { asin: 1, title: 'Horse', plot: 'A wooden horse.', genres: 'Toys, Wood', brand: 'Alder' },
      ]),
    ],
    [
      'JSON lines',
      `${JSON.stringify({ id: '1', name: 'Horse', description: ['A wooden', 'horse.'], categories: [['Toys', 'Wood']], brand: 'Alder' })}\n`,
    ],
    ['CSV', 'movieId,title,summary,genres,brand\n1,Horse,A wooden horse.,Toys|Wood,Alder\n'],
    [
      'TSV with quotes inside',
      'item\ttitle\ttext\tcategories\tbrand\n1\tHorse\tA wooden horse.\tToys; Wood\tAlder\n',
    ],
    [
      'RecBole',
      'item_id:token\titem_name:token_seq\tdescription:token_seq\tclass:token_seq\tbrand:token\n1\tHorse\tA wooden horse.\tToys Wood\tAlder\n',
    ],
  ])('reads %s', async (_, content) => {
    expect(await read(content)).toEqual({ 1: horse });
  });

  it('leaves out what is empty', async () => {
    expect(await read('id,title,description,genres\n1,Horse,  ,\n2,,,|\n')).toEqual({
      1: { title: 'Horse' },
      2: {},
    });
  });

  it('takes the columns that are named', async () => {
    const text = 'id,sku,title,label\n1,a,no,yes\n';
    expect(await read(text, { id: 'sku', title: 'label' })).toEqual({ a: { title: 'yes' } });
  });

  it('names the columns and options where nothing is recognised', async () => {
    await expect(read('key,title\n1,Horse\n')).rejects.toMatchObject({
      code: 'DATA_COLUMN',
      hint: 'Name it with the option itemColumns.id. Columns: key, title.',
    });
    await expect(read('id,price\n1,2\n')).rejects.toMatchObject({
      code: 'DATA_COLUMN',
      hint: expect.stringContaining('itemColumns.title'),
    });
  });

  it('names the line that is not JSON', async () => {
    await expect(read('{"id": 1, "title": "a"}\n{"id": 2, \n')).rejects.toThrow(/items:2: is not JSON/);
  });
});

describe('mergeItemTexts', () => {
  it('lets the second win field by field', () => {
    const first = new Map([['1', { title: 'Old', categories: ['Toys'] }]]);
    const second = new Map([
      ['1', { title: 'New' }],
      ['2', { title: 'Other' }],
    ]);
    expect(Object.fromEntries(mergeItemTexts(first, second))).toEqual({
      1: { title: 'New', categories: ['Toys'] },
      2: { title: 'Other' },
    });
  });
});
