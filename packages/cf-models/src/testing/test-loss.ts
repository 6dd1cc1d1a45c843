import assert from 'node:assert/strict';
import { createRandom, HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { mf } from '../backbones/mf.ts';
import { encodingOf } from '../encoding.ts';
import type { Loss } from '../loss.ts';
import { uniform } from '../samplers/uniform.ts';
import { stepLoss } from '../step.ts';
import { checkGradients } from './check-gradients.ts';
import { checkQuality, type TrainingParts } from './check-quality.ts';
import { runChecks } from './named-checks.ts';
import { tiny, tinyBatch } from './tiny-batch.ts';

/** Options of {@link testLoss}. */
export interface LossTestOptions {
  /** Settings of the training on the small world; matrix factorisation and uniform negatives by default. */
  readonly training?: Partial<TrainingParts>;
}

/**
 * Checks that a loss keeps the contract of {@link Loss}: gradients equal finite differences, it falls when a positive
 * scores higher and does not when a negative does, it stays finite at scores of ±1000, heeds weights or refuses them,
 * and a training with it finds the pattern of a small world. Call it in a test of any framework, after `useBackend`.
 *
 * @param make called anew for each check
 * @throws AssertionError at the first promise that is not kept.
 * @example
 * ```ts
 * test('keeps the contract', () => testLoss(() => myLoss({ margin: 0.5 })));
 * ```
 */
export async function testLoss(make: () => Loss, { training }: LossTestOptions = {}): Promise<void> {
  const { name, usesNegatives } = make();
  const size = tinyBatch.users.length;
  /** The loss at given scores of positives and negatives, for losses that look at nothing else. */
  const at = (shiftOfPositives: number, shiftOfNegatives: number, weights?: number[]): number =>
    tf.tidy(() => {
      const positives = tf.tensor2d(
        [...scores(size, 1)].map((one) => one + shiftOfPositives),
        [size, 1],
      );
      const negatives = tf.tensor2d(
        [...scores(2 * size, 2)].map((one) => one + shiftOfNegatives),
        [size, 2],
      );
      return evaluate(make(), positives, negatives, weights && tf.tensor2d(weights, [size, 2])).dataSync()[0];
    });
  await runChecks(`loss "${name}"`, {
    'names itself': () => assert.ok(name !== ''),
    'has gradients that equal finite differences': () => {
      const prepared = mf({ dim: 3 }).prepare({ data: tiny, random: createRandom(3).split('values') });
      for (const k of usesNegatives ? [1, 3] : [0]) {
        const items = Int32Array.from({ length: size * k }, (_, n) => (3 * n + 1) % tiny.items.size);
        const input = { data: tiny, batch: tinyBatch, negatives: { items }, l2: { weight: 0 } };
        const { parameters } = prepared;
        const loss = make();
        const step = () => stepLoss({ ...input, parameters, loss, encoding: prepared.encode() });
        if (k === 1 || !refused(() => tf.tidy(() => step().dataSync()))) checkGradients(step, parameters);
      }
      tf.dispose(Object.values(prepared.parameters));
    },
    ...(usesNegatives && {
      'falls when positives score higher': () => assert.ok(at(0.3, 0) < at(0, 0)),
      'does not fall when negatives score higher': () => {
        assert.ok(at(0, 0.3) >= at(0, 0));
        assert.ok(at(0, 3) > at(0, -3));
      },
      'stays finite, with its gradient, at scores of 1000 and -1000': () => {
        for (const [positive, negative] of [
          [1000, -1000],
          [-1000, 1000],
        ]) {
          tf.tidy(() => {
            const positives = tf.fill([size, 1], positive) as tf.Tensor2D;
            const negatives = tf.fill([size, 2], negative) as tf.Tensor2D;
            const loss = make();
            const { value, grads } = tf.valueAndGrads((p, n) =>
              evaluate(loss, p as tf.Tensor2D, n as tf.Tensor2D),
            )([positives, negatives]);
            for (const one of [value, ...grads]) assert.ok(one.dataSync().every(Number.isFinite));
          });
        }
      },
      'heeds weights, or refuses them': () => {
        const weights = Array.from({ length: 2 * size }, (_, n) => (n % 2 === 0 ? 0 : 1));
        if (refused(() => at(0, 0, weights))) return;
        assert.notEqual(at(0, 0, weights), at(0, 0));
        const ones = weights.map(() => 1);
        assert.ok(
          Math.abs(at(0, 0, ones) - at(0, 0)) < 1e-5 * (1 + Math.abs(at(0, 0))),
          'weights of 1 change nothing',
        );
      },
    }),
    'teaches the pattern of a small world': () =>
      checkQuality({
        backbone: mf({ dim: 16 }),
        ...(usesNegatives && { negatives: uniform() }),
        loss: make(),
        ...training,
      }),
  });
}

function scores(count: number, seed: number): Float32Array {
  const random = createRandom(seed).split('scores');
  return Float32Array.from({ length: count }, () => 0.5 * random.normal());
}

function evaluate(
  loss: Loss,
  positives: tf.Tensor2D,
  negatives: tf.Tensor2D,
  weights?: tf.Tensor2D,
): tf.Scalar {
  const table = (rows: number, seed: number) => tf.tensor2d(scores(rows * 3, seed), [rows, 3]);
  const [users, items] = [table(tiny.users.size, 3), table(tiny.items.size, 4)];
  return loss.compute({
    ...{ positives, negatives, batch: tinyBatch, data: tiny, ...(weights && { weights }) },
    users: tf.gather(users, tf.tensor1d(tinyBatch.users, 'int32')),
    items: tf.gather(items, tf.tensor1d(tinyBatch.items, 'int32')),
    encoding: encodingOf({ users, items }),
  });
}

/** Whether something is refused with one of our errors. */
function refused(run: () => unknown): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (HnlmError.isInstance(error)) return true;
    throw error;
  }
}
