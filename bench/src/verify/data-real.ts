import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dataset, HnlmError, union } from '@hnlm/core';
import { describeDataset, loadDataset } from '@hnlm/data';
import type { Check, Outcome } from '../check.ts';
import { withShared } from '../shared-data.ts';
import { published, type RealFigures, type RealSet, realSets } from './real-sets.ts';

/** Every shared data set through the public readers, against the counts that its README states. */
export const dataReal: Check = {
  name: 'data-real',
  about: 'the counts of every shared data set, and what damaged copies of them give; [name of a set]',
  run: (log, [only]) =>
    withShared('data', (data) => withScratch((scratch) => check(data, scratch, log, only))),
};

async function check(
  data: string,
  scratch: string,
  log: (line: string) => void,
  only?: string,
): Promise<Outcome> {
  const sets: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const set of realSets) {
    if (only !== undefined && set.folder !== only) continue;
    const wrong = await compare(set, data, scratch);
    log(`${set.name}: ${Object.keys(wrong).length === 0 ? 'as stated' : JSON.stringify(wrong)}`);
    sets[set.name] = wrong;
  }
  const damaged = await readDamaged(data, scratch);
  log(JSON.stringify(damaged));
  const pass =
    Object.values(sets).every((wrong) => Object.keys(wrong).length === 0) &&
    Object.values(damaged).every(({ found, expected }) => found === expected);
  const counted = realSets.filter(({ name }) => name in sets);
  const figures = counted.reduce((sum, { expected }) => sum + Object.keys(expected).length, 0);
  return { pass, figures: { sets: counted.length, figures, wrong: sets, damaged } };
}

/** Reads a set; returns the figures that differ from its README, as "found, expected". */
async function compare(
  set: RealSet,
  data: string,
  scratch: string,
): Promise<Readonly<Record<string, unknown>>> {
  const dataset = await set.load(join(data, set.folder), scratch);
  const found = figuresOf(dataset);
  const differing = Object.entries(set.expected).filter(
    ([figure, expected]) => found[figure as keyof RealFigures] !== expected,
  );
  return Object.fromEntries(
    differing.map(([figure, expected]) => [
      figure,
      `${found[figure as keyof RealFigures]}, expected ${expected}`,
    ]),
  );
}

function figuresOf(dataset: Dataset): RealFigures {
  const { users, items, train, validation, test } = describeDataset(dataset);
  const distinct = union(dataset.test.masked, dataset.test.interactions).indices.length;
  const counted = (what: RegExp) =>
    dataset.notes.filter((note) => what.test(note.what)).reduce((sum, { count }) => sum + count, 0);
  const fromTrain = counted(/^validation parts made of train/) > 0 ? validation.interactions : 0;
  const sum = train.interactions + validation.interactions + test.interactions;
  const { users: userIds, items: itemIds, texts } = dataset.train;
  return {
    users,
    items,
    interactions: distinct,
    rows: sum + counted(/^repeats of a pair|left out: in/),
    train: train.interactions + fromTrain,
    validation: validation.interactions,
    test: test.interactions,
    trainUsers: train.users,
    testUsers: test.users,
    overlap: sum - distinct,
    maxUser: userIds.ids.reduce((most, id) => Math.max(most, Number(id)), 0),
    maxItem: itemIds.ids.reduce((most, id) => Math.max(most, Number(id)), 0),
    titled: texts.filter(({ title }) => title !== undefined).length,
    described: texts.filter(({ description }) => description !== undefined).length,
  };
}

/** Damages copies of real files, and says which error each gives. */
async function readDamaged(
  data: string,
  scratch: string,
): Promise<Readonly<Record<string, { readonly found: string; readonly expected: string }>>> {
  const whole = await readFile(join(data, 'ml-100k/ml-100k.inter.gz'));
  const cut = join(scratch, 'cut.inter.gz');
  await writeFile(cut, whole.subarray(0, whole.length / 2));
  const flipped = join(scratch, 'flipped.inter.gz');
  const bytes = Uint8Array.from(whole);
  bytes[whole.length - 6] ^= 0xff;
  await writeFile(flipped, bytes);
  const recbole = { format: 'recbole' } as const;
  return {
    'a file cut in the middle': await codeOf('DATA_GZIP', loadDataset({ path: cut, ...recbole })),
    'a file whose checksum does not match': await codeOf(
      'DATA_GZIP',
      loadDataset({ path: flipped, ...recbole }),
    ),
    'a split whose parts overlap, where none may': await codeOf(
      'DATA_OVERLAP',
      published(join(data, 'dens-lastfm'), { conflicts: 'error' }),
    ),
    'a list of items read as pairs': await codeOf(
      'DATA_FORMAT',
      loadDataset({ path: join(data, 'toys-p5/sequential.txt'), format: 'pairs' }),
    ),
  };
}

async function codeOf(expected: string, reading: Promise<unknown>) {
  const found = await reading.then(
    () => 'no error',
    (error: unknown) => (HnlmError.isInstance(error) ? error.code : String(error)),
  );
  return { found, expected };
}

async function withScratch<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-data-real-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
