import { HnlmError } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Backbone, PreparedBackbone } from '../backbone.ts';
import { lightGCN } from '../backbones/light-gcn.ts';
import { mf } from '../backbones/mf.ts';
import { encodingOf } from '../encoding.ts';
import type { Loss } from '../loss.ts';
import { bpr } from '../losses/bpr.ts';
import type { NegativeSampler, PreparedSampler } from '../sampler.ts';
import { adaSir } from '../samplers/ada-sir.ts';
import { ahns } from '../samplers/ahns.ts';
import { byPopularity } from '../samplers/by-popularity.ts';
import { curriculum } from '../samplers/curriculum.ts';
import { dns } from '../samplers/dns.ts';
import { mixture } from '../samplers/mixture.ts';
import { softmaxRho } from '../samplers/softmax-rho.ts';
import { uniform } from '../samplers/uniform.ts';
import { testBackbone, testLoss, testSampler } from './index.ts';

beforeAll(() => useBackend('hnlm'));

describe('our parts keep their contracts:', () => {
  test.each([() => mf({ dim: 8 }), () => lightGCN({ dim: 8, layers: 2 })])('backbone %#', (make) =>
    testBackbone(make),
  );
  test('BPR', () => testLoss(() => bpr()));
  test.each([
    () => uniform({ negatives: 2 }),
    () => byPopularity(),
    () => dns({ candidates: 4 }),
    () => dns({ candidates: 6, top: 2, use: 'all' }),
    () => softmaxRho({ candidates: 4 }),
    () => adaSir({ pool: 8, draws: 16 }),
    () => ahns(),
    () => curriculum({ candidates: 6, epochs: 20 }),
    () =>
      mixture([
        { sampler: uniform(), share: 1 },
        { sampler: adaSir({ negatives: 1 }), share: 1 },
      ]),
  ])('sampler %#', (make) => testSampler(make));
});

/** A backbone with one member of what it prepares replaced. */
const broken = (change: (prepared: PreparedBackbone) => Partial<PreparedBackbone>): Backbone => {
  const whole = lightGCN({ dim: 4, layers: 1 });
  return {
    ...whole,
    prepare(preparation) {
      const prepared = whole.prepare(preparation);
      return { ...prepared, ...change(prepared) };
    },
  };
};

describe('a backbone is found out that', () => {
  test.each<[string, RegExp, () => Backbone]>([
    ['has other dimensions than it says', /dimensions/, () => ({ ...mf({ dim: 4 }), dimensions: 5 })],
    [
      'gives other rows than it has in all',
      /some rows what it gives for all/,
      () =>
        broken(({ encode }) => ({
          encode: (pass) => ({
            ...encode(pass),
            rows: (users, items) => encode(pass).rows(users.toReversed(), items),
          }),
        })),
    ],
    [
      'pools otherwise',
      /pools its parts/,
      () =>
        broken(({ encode }) => ({
          encode: (pass) => ({ ...encode(pass), hops: { ...encode(pass).hops, pooling: 'concat' } }),
        })),
    ],
    [
      'cuts its gradient',
      /finite differences/,
      () =>
        broken(({ encode, parameters }) => ({
          encode(pass) {
            const { users, items } = encode(pass).all();
            const still = tf.tensor2d(
              parameters.users.dataSync(),
              [5, 4].map((n, c) => (c ? n : users.shape[0])) as [number, number],
            );
            return encodingOf({ users: users.add(still) as tf.Tensor2D, items });
          },
        })),
    ],
    [
      'leaves tensors behind',
      /tensors are left behind/,
      () => broken(() => ({ dispose: () => void tf.tensor1d([1]) })),
    ],
    [
      'starts always the same',
      /stream that it is given/,
      () =>
        mf({
          dim: 4,
          initialiser: ({ users, items, dimensions }) => ({
            users: new Float32Array(users * dimensions).map((_, n) => Math.sin(n)),
            items: new Float32Array(items * dimensions).map((_, n) => Math.cos(n)),
          }),
        }),
    ],
    [
      'uses dropout where no pass is given',
      /encodes the same when asked again/,
      () => {
        let calls = 0;
        return broken(({ encode }) => ({
          encode(pass) {
            const { users, items } = encode(pass).all();
            return encodingOf({ users: users.mul(++calls) as tf.Tensor2D, items });
          },
        }));
      },
    ],
  ])('%s', async (_what, message, make) => {
    await expect(testBackbone(make)).rejects.toThrow(message);
  });
});

const given = (change: (prepared: PreparedSampler) => Partial<PreparedSampler>): NegativeSampler => {
  const whole = uniform();
  return {
    ...whole,
    prepare(preparation) {
      const prepared = whole.prepare(preparation);
      return { ...prepared, ...change(prepared) };
    },
  };
};

let calls = 0;

describe('a sampler is found out that', () => {
  test.each<[string, RegExp, () => NegativeSampler]>([
    ['gives positives', /train item/, () => given(() => ({ sample: ({ items }) => ({ items }) }))],
    [
      'ignores its stream',
      /same stream, same negatives/,
      () =>
        given(({ sample }) => ({
          sample: (batch, context) => sample(batch, { ...context, random: context.random.split(calls++) }),
        })),
    ],
    [
      'counts on from step to step without a state',
      /restored state/,
      () =>
        given(({ sample }) => {
          let calls = 0;
          return {
            sample: (batch, context) => sample(batch, { ...context, random: context.random.split(calls++) }),
          };
        }),
    ],
    [
      'has weights of another length',
      /weights for each negative/,
      () =>
        given(({ sample }) => ({
          sample: (batch, context) => ({ ...sample(batch, context), weights: new Float32Array(3) }),
        })),
    ],
    ['has no plan', /states its plan/, () => ({ ...uniform(), plan: '' })],
  ])('%s', async (_what, message, make) => {
    await expect(testSampler(make)).rejects.toThrow(message);
  });
});

describe('a loss is found out that', () => {
  const pairs = (term: (difference: tf.Tensor) => tf.Tensor): Loss => ({
    name: 'of differences',
    usesNegatives: true,
    compute: ({ positives, negatives }) => term(negatives.sub(positives)).mean() as tf.Scalar,
  });
  test.each<[string, RegExp, () => Loss]>([
    ['rises with positives', /falls when positives/, () => pairs((x) => x.neg().softplus())],
    ['overflows', /finite/, () => pairs((x) => x.exp().add(1).log())],
    ['passes over weights', /heeds weights/, () => pairs((x) => x.softplus())],
    [
      'teaches nothing',
      /small world/,
      () => ({
        ...pairs((x) => x.softplus()),
        compute: ({ positives, negatives, weights }) => {
          if (weights) throw new HnlmError('takes no weights', { code: 'OPTION' });
          return negatives.sub(positives).mul(1e-6).softplus().mean() as tf.Scalar;
        },
      }),
    ],
  ])('%s', async (_what, message, make) => {
    await expect(testLoss(make)).rejects.toThrow(message);
  });
});
