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

  const torn = {
    'train.txt': 'a x\na x\na y\nb x\n',
    'valid.txt': 'a x\na z\n',
    'test.txt': 'a z\nb x\nb x\nb y\nstranger x\n',
  };

  it('keeps what contradicts the other parts, counts it, and counts repeats once', async () => {
    const { train, validation, test, notes } = await fromSplits(paths(torn));
    expect(train.users.ids).toEqual(['a', 'b', 'stranger']);
    expect([...train.interactions.indices]).toEqual([0, 1, 0]);
    expect([...validation.interactions.indices]).toEqual([0, 2]);
    expect([...test.interactions.indices]).toEqual([2, 0, 1, 0]);
    expect([...test.interactions.indptr]).toEqual([0, 1, 3, 4]);
    expect([...test.masked.indptr]).toEqual([0, 3, 4, 4]);
    expect([...test.masked.indices]).toEqual([0, 1, 2, 0]);
    expect(notes.slice(0, 5)).toEqual([
      { what: 'repeats of a pair in train', count: 1, examples: ['user a, item x'] },
      { what: 'validation interactions kept: in train already', count: 1, examples: ['user a, item x'] },
      { what: 'repeats of a pair in test', count: 1, examples: ['user b, item x'] },
      {
        what: 'test interactions kept: in train or validation already',
        count: 2,
        examples: ['user a, item z', 'user b, item x'],
      },
      {
        what: 'test interactions kept: their user has no train interaction',
        count: 1,
        examples: ['user stranger, item x'],
      },
    ]);
  });

  it('drops it where asked to', async () => {
    const { train, validation, test, notes } = await fromSplits({ ...paths(torn), conflicts: 'drop' });
    expect([...train.interactions.indices]).toEqual([0, 1, 0]);
    expect([...validation.interactions.indices]).toEqual([2]);
    expect([...test.interactions.indices]).toEqual([1]);
    expect([...test.interactions.indptr]).toEqual([0, 0, 1, 1]);
    expect(notes.map(({ what, count }) => [what, count]).slice(0, 5)).toEqual([
      ['repeats of a pair in train', 1],
      ['validation interactions left out: in train already', 1],
      ['repeats of a pair in test', 1],
      ['test interactions left out: in train or validation already', 2],
      ['test interactions left out: their user has no train interaction', 1],
    ]);
  });

  it('refuses it where asked to, and nothing else', async () => {
    await expect(fromSplits({ ...paths(torn), conflicts: 'error' })).rejects.toMatchObject({
      code: 'DATA_OVERLAP',
      message: expect.stringContaining(
        'test interactions refused: in train or validation already: 2 (such as user a, item z)',
      ),
    });
    const repeats = { ...clean, 'train.txt': 'a x\na x\na y\nb x\n' };
    const { notes } = await fromSplits({ ...paths(repeats), conflicts: 'error' });
    expect(notes[0]).toMatchObject({ what: 'repeats of a pair in train', count: 1 });
  });

  it('is the same split, kept or dropped, where nothing contradicts', async () => {
    const files = paths(clean);
    const kept = await fromSplits(files);
    for (const conflicts of ['drop', 'error'] as const) {
      expect((await fromSplits({ ...files, conflicts })).fingerprint).toBe(kept.fingerprint);
    }
  });

  it('is an error where nothing is left', async () => {
    const options = { ...paths({ ...clean, 'test.txt': 'a x\n' }), conflicts: 'drop' } as const;
    await expect(fromSplits(options)).rejects.toMatchObject({
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

it('a split without a validation part is taken whole where that is asked for', async () => {
  const folder = writeFiles({ 'train.txt': 'a x\na y\nb y\n', 'test.txt': 'a z\nb x\n' });
  const files = { train: join(folder, 'train.txt'), test: join(folder, 'test.txt') };
  const { train, validation, test: held } = await fromSplits({ ...files, validationFrom: 'none' });
  expect([train, validation, held].map(({ interactions }) => interactions.indices.length)).toEqual([3, 0, 2]);
  expect(held.masked).toEqual(train.interactions);
});
