import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lightGCN } from './backbones/light-gcn.ts';
import { mf } from './backbones/mf.ts';
import { type CheckpointFile, checkpointFile } from './checkpoint-file.ts';
import type { NegativeSampler } from './sampler.ts';
import { adaSir } from './samplers/ada-sir.ts';
import { ahns } from './samplers/ahns.ts';
import { dns } from './samplers/dns.ts';
import { dtlNs } from './samplers/dtl-ns.ts';
import { mixture } from './samplers/mixture.ts';
import { type NegativeRecord, precomputed } from './samplers/precomputed.ts';
import { uniform } from './samplers/uniform.ts';
import { recallAt } from './testing/recall-at.ts';
import { smallWorld } from './testing/small-world.ts';
import { train } from './train.ts';
import type { TrainEvent } from './train-event.ts';
import type { TrainOptions } from './train-options.ts';

let folder: string;
let path: string;
beforeAll(async () => {
  await useBackend('hnlm');
  folder = await mkdtemp(join(tmpdir(), 'hnlm-checkpoint-'));
});
let runs = 0;
beforeEach(() => {
  path = join(folder, `${runs++}`, 'run.safetensors');
});
afterAll(() => rm(folder, { recursive: true }));

const { train: data, validation } = smallWorld();
const base = {
  ...{ data, validation, metric: recallAt(5), seed: 7, epochs: 4, batch: 100, learningRate: 0.02 },
  ...{ backbone: lightGCN({ dim: 4, layers: 2 }), negatives: uniform() },
} satisfies TrainOptions;

/** Trains until so many checkpoints are written, as if the process ended there. */
async function killedAfter(options: TrainOptions, writes: number): Promise<void> {
  const file = checkpointFile(path);
  let left = writes;
  const dying: CheckpointFile = {
    ...file,
    async write(bytes) {
      if (left-- === 0) throw new Error('killed');
      await file.write(bytes);
    },
  };
  await expect(train({ ...options, checkpoint: { file: dying, everySeconds: 0 } })).rejects.toThrow('killed');
}

const parts: Record<string, Partial<TrainOptions>> = {
  'LightGCN, uniform': {},
  'MF, DNS, every user alike': {
    backbone: mf({ dim: 4 }),
    negatives: dns({ candidates: 4 }),
    positives: 'users',
  },
  'a sampler with a state': { negatives: adaSir({ pool: 8, draws: 16 }) },
  'a mixture with a state': {
    negatives: mixture([
      { sampler: uniform(), share: 1 },
      { sampler: adaSir({ negatives: 1, pool: 8, draws: 16 }), share: 1 },
    ]),
  },
};

describe.each(Object.entries(parts))('%s', (_name, own) => {
  test('goes on to the same bits from any step', async () => {
    const options = { ...base, ...own };
    const whole = await train(options);
    const { steps } = whole.training;
    for (const writes of [1, 3, 6, steps - 1]) {
      await rm(path, { force: true });
      await killedAfter(options, writes);
      const events: TrainEvent[] = [];
      const resumed = await train({
        ...options,
        checkpoint: { file: checkpointFile(path) },
        onEvent: (event) => events.push(event),
      });
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'resumed', steps: writes, finished: false }),
      );
      expect(resumed).toEqual(whole);
    }
  });
});

const withFile = (options: TrainOptions = base): TrainOptions => ({
  ...options,
  checkpoint: { file: checkpointFile(path) },
});

test('a finished training returns its model at once', async () => {
  const first = await train(withFile());
  const before = await stat(path);
  const events: TrainEvent[] = [];
  const again = await train({ ...withFile(), onEvent: (event) => events.push(event) });
  expect(again).toEqual(first);
  expect(events.map(({ type }) => type)).toEqual(['start', 'resumed']);
  expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
});

test('an abort between steps keeps what was done', async () => {
  const controller = new AbortController();
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'epoch' && event.epoch === 2) controller.abort(new Error('enough'));
  };
  await expect(train({ ...withFile(), signal: controller.signal, onEvent })).rejects.toThrow('enough');
  await expect(train({ ...withFile(), signal: AbortSignal.abort(new Error('again')) })).rejects.toThrow(
    'again',
  );
  expect(await train(withFile())).toEqual(await train(base));
});

describe('refuses, and overwrites nothing:', () => {
  const other = smallWorld({ seed: 2 });
  test.each<[string, Partial<TrainOptions>, string[]]>([
    ['another dataset', { data: other.train, validation: other.validation }, ['data', 'validation']],
    [
      'other dimensions',
      { backbone: lightGCN({ dim: 8, layers: 2 }) },
      ['backbone', 'dimensions', 'initial values'],
    ],
    ['another backbone', { backbone: mf({ dim: 4 }) }, ['backbone']],
    ['another sampler', { negatives: dns({ candidates: 3 }) }, ['negatives']],
    ['another seed', { seed: 8 }, ['initial values', 'seed']],
    ['other numbers', { batch: 50, l2: 1e-3 }, ['l2', 'batch']],
  ])('%s', async (_name, changed, differing) => {
    await train({ ...withFile(), epochs: 1 });
    const before = await readFile(path);
    await expect(train({ ...withFile({ ...base, ...changed }), epochs: 1 })).rejects.toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      evidence: { differing: expect.arrayContaining(differing) },
    });
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  test('a file that was cut off', async () => {
    await train({ ...withFile(), epochs: 1 });
    await truncate(path, (await stat(path)).size - 5);
    await expect(train({ ...withFile(), epochs: 1 })).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
  });

  test('a file that is none of ours', async () => {
    await train({ ...withFile(), epochs: 1 });
    await writeFile(path, 'notes of somebody, which must not be lost');
    await expect(train(withFile())).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
    expect(await readFile(path, 'utf8')).toContain('somebody');
  });
});

test.each<[string, NegativeSampler, NegativeSampler]>([
  ['how scores compare', ahns(), ahns({ similarity: 'cosine' })],
  ['when pools are renewed', adaSir(), adaSir({ renewEvery: 2 })],
  [
    'one negative of a file',
    precomputed({ negatives: chosen('item-2') }),
    precomputed({ negatives: chosen('item-3') }),
  ],
  [
    'one weight of a file',
    precomputed({ negatives: chosen('item-2', 1) }),
    precomputed({ negatives: chosen('item-2', 2) }),
  ],
  ['one number of the vectors', dtlNs({ vectors: vectors(0) }), dtlNs({ vectors: vectors(1e-7) })],
])('a sampler that differs in %s is another one', (_name, one, other) => {
  expect(other.plan).not.toBe(one.plan);
});

function chosen(negative: string, weight?: number): NegativeRecord[] {
  const pair = { user: 'user-0', item: 'item-0' };
  return [
    { ...pair, negative: 'item-1' },
    { ...pair, negative, ...(weight && { weight }) },
  ];
}

function vectors(last: number) {
  return { values: Float32Array.from({ length: 80 }, (_, n) => (n === 79 ? last : n)), dimensions: 2 };
}

test('a training that diverges keeps the last good checkpoint, and names the step', async () => {
  let value = 1;
  const loss = {
    name: 'good, then not',
    usesNegatives: true,
    compute: ({ positives, negatives }: { positives: tf.Tensor; negatives: tf.Tensor }) =>
      tf.softplus(negatives.sub(positives)).mean().mul(value) as tf.Scalar,
  };
  const onEvent = (event: TrainEvent) => {
    if (event.type === 'checkpoint' && event.steps === 5) value = Number.NaN;
  };
  const options = { ...base, loss, onEvent, checkpoint: { file: checkpointFile(path), everySeconds: 0 } };
  const before = tf.memory().numTensors;
  await expect(train(options)).rejects.toMatchObject({ code: 'TRAINING_DIVERGED', evidence: { step: 6 } });
  expect(tf.memory().numTensors).toBe(before);
  value = 1;
  const events: TrainEvent[] = [];
  await train({ ...options, onEvent: (event) => events.push(event) });
  expect(events).toContainEqual(expect.objectContaining({ type: 'resumed', steps: 5 }));
});

test('a batch larger than the data is one smaller batch', async () => {
  const model = await train({ ...base, batch: 1e6, dropLast: true });
  expect(model.training.steps).toBe(4);
});

test('an update that leaves no number is found before it is kept', async () => {
  // The gradient of a square root at zero is infinite while the loss is 0.
  const loss = {
    name: 'square root',
    usesNegatives: true,
    compute: ({ positives }: { positives: tf.Tensor }) => positives.mul(0).sqrt().mean() as tf.Scalar,
  };
  const checkpoint = { file: checkpointFile(path), everySeconds: 0 };
  await expect(train({ ...base, loss, checkpoint })).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
  await expect(stat(path)).rejects.toThrow('ENOENT');
});
