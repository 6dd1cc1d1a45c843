import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasShared, needsShared, shared } from './__fixtures__/shared.ts';
import { writeFiles } from './__fixtures__/write-files.ts';
import { describeDataset } from './describe-dataset.ts';
import { fromSplits } from './from-splits.ts';

const clean = { 'train.txt': 'a x\na y\nb x\n', 'valid.txt': 'a z\n', 'test.txt': 'b y\na w\n' };

function paths(files: Record<string, string>) {
  const folder = writeFiles(files);
  return {
    train: join(folder, 'train.txt'),
    validation: join(folder, 'valid.txt'),
    test: join(folder, 'test.txt'),
  };
}

describe('fromSplits', () => {
  it('takes the parts as they are, over the users and items of all', async () => {
    const { train, validation, test, notes } = await fromSplits(paths(clean));
    expect(train.users.ids).toEqual(['a', 'b']);
    expect(train.items.ids).toEqual(['x', 'y', 'z', 'w']);
    expect([...train.interactions.indices]).toEqual([0, 1, 0]);
    expect([...validation.interactions.indices]).toEqual([2]);
    expect([...test.interactions.indices]).toEqual([3, 1]);
    expect([...test.masked.indices]).toEqual([0, 1, 2, 0]);
    expect(notes.map((note) => note.what)).toEqual(['items without a title', 'items without a description']);
  });

  it('counts and works around repeats, overlap and users without train interactions', async () => {
    const dataset = await fromSplits(
      paths({
        'train.txt': 'a x\na x\na y\nb x\n',
        'valid.txt': 'a x\na z\n',
        'test.txt': 'a z\nb x\nb y\nstranger x\n',
      }),
    );
    expect([...dataset.train.interactions.indices]).toEqual([0, 1, 0]);
    expect([...dataset.validation.interactions.indices]).toEqual([2]);
    expect([...dataset.test.interactions.indices]).toEqual([1]);
    expect(dataset.notes.slice(0, 4)).toEqual([
      { what: 'repeats of a pair in train', count: 1, examples: ['user a, item x'] },
      { what: 'validation interactions left out: in train already', count: 1, examples: ['user a, item x'] },
      {
        what: 'test interactions left out: in train or validation already',
        count: 2,
        examples: ['user a, item z', 'user b, item x'],
      },
      {
        what: 'test interactions left out: their user has no train interaction',
        count: 1,
        examples: ['user stranger, item x'],
      },
    ]);
  });

  it('is an error only where nothing is left', async () => {
    await expect(fromSplits(paths({ ...clean, 'test.txt': 'a x\n' }))).rejects.toMatchObject({
      code: 'DATA_EMPTY',
      message: expect.stringContaining('nothing is left in the test part'),
      hint: expect.stringContaining('in train or validation already: 1'),
    });
  });

  it('needs a validation part from somewhere, and from one place', async () => {
    const { validation, ...rest } = paths({ ...clean, 'train.txt': 'a x\na y\na v\nb x\n' });
    await expect(fromSplits(rest)).rejects.toMatchObject({ code: 'DATA_OPTIONS' });
    const validationFrom = { ratio: 0.1, seed: 1 };
    await expect(fromSplits({ ...rest, validation, validationFrom })).rejects.toMatchObject({
      code: 'DATA_OPTIONS',
    });
    const dataset = await fromSplits({ ...rest, validationFrom });
    expect(describeDataset(dataset)).toMatchObject({
      train: { interactions: 3, users: 2 },
      validation: { interactions: 1, users: 1 },
      test: { interactions: 2 },
    });
  });

  it.runIf(hasShared)(`takes the fixed split of the peers as it is${needsShared}`, async () => {
    const folder = shared('peers/data/ml-100k');
    const dataset = await fromSplits({
      train: join(folder, 'train_sub.txt'),
      validation: join(folder, 'valid.txt'),
      test: join(folder, 'test.txt'),
    });
    expect(dataset.name).toBe('ml-100k');
    expect(describeDataset(dataset)).toMatchObject({
      users: 887,
      items: 822,
      train: { interactions: 38_336 },
      validation: { interactions: 3868 },
      test: { interactions: 10_560 },
    });
  });
});
