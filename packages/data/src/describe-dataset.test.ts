import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { describeDataset } from './describe-dataset.ts';
import { loadDataset } from './load-dataset.ts';

it('says what made a dataset, from the bytes of its source to the split', async () => {
  const lines = Array.from({ length: 400 }, (_, row) => `u${row % 20},i${(row * 7) % 33},${1 + (row % 5)}`);
  const text = `user,item,rating\n${lines.join('\n')}\n`;
  const path = join(writeFiles({ 'r.csv': text }), 'r.csv');
  const described = describeDataset(
    await loadDataset({ path, format: 'csv', minRating: 2, kCore: 2, seed: 7 }),
  );
  const { users, items, interactions, provenance } = described;
  expect(provenance.map(({ step, parameters }) => ({ step, parameters }))).toEqual([
    {
      step: 'read',
      parameters: {
        file: 'r.csv',
        bytes: text.length,
        sha256: createHash('sha256').update(text).digest('hex'),
        format: 'csv',
      },
    },
    { step: 'minRating', parameters: { least: 2 } },
    { step: 'withoutRepeats', parameters: { keep: 'last' } },
    { step: 'kCore', parameters: { users: 2, items: 2 } },
    { step: 'split', parameters: expect.objectContaining({ split: 'randomPerUser', seed: 7 }) },
  ]);
  expect(provenance[0]).toMatchObject({ interactions: 400, users: 20, items: 33 });
  expect(provenance.at(-1)).toMatchObject({ users, items, interactions });
});
