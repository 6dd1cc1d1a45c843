import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { readNegatives } from './read-negatives.ts';

const expected = [
  { user: 'ann', item: 'i1', negative: 'i7', weight: 2 },
  { user: 'bob', item: 'i2', negative: 'i9', weight: 0.5 },
];

test.each([
  ['negatives.tsv', 'user_id\titem_id\tnegative\tweight\nann\ti1\ti7\t2\nbob\ti2\ti9\t0.5\n'],
  ['negatives.csv', 'negative_item,weight,user,item\ni7,2,ann,i1\ni9,0.5,bob,i2\n'],
  ['negatives.csv.gz', gzipSync('user,item,negative,weight\nann,i1,i7,2\nbob,i2,i9,0.5\n')],
  ['negatives.jsonl', `${expected.map((record) => JSON.stringify(record)).join('\n')}\n`],
])('reads %s', async (name, content) => {
  expect(await readNegatives(join(writeFiles({ [name]: content }), name))).toEqual(expected);
});

test('weights may be absent', async () => {
  const folder = writeFiles({ 'n.csv': 'user,item,negative\nann,i1,i7\n' });
  expect(await readNegatives(join(folder, 'n.csv'))).toEqual([{ user: 'ann', item: 'i1', negative: 'i7' }]);
});

test.each([
  ['DATA_COLUMN', 'n.csv', 'user,item,other\nann,i1,i7\n', 'negative'],
  ['DATA_PARSE', 'n.csv', 'user,item,negative\nann,,i7\n', ':2'],
  ['DATA_PARSE', 'n.csv', 'user,item,negative,weight\nann,i1,i7,much\n', ':2'],
  ['DATA_PARSE', 'n.jsonl', '{"user":"ann","item":"i1","negative":"i7"}\n{"user":"bob","item":"i2"}\n', ':2'],
  ['DATA_EMPTY', 'n.csv', 'user,item,negative\n', 'no negatives'],
])('%s for %s', async (code, name, content, message) => {
  const folder = writeFiles({ [name]: content });
  await expect(readNegatives(join(folder, name))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});
