import { createRandom, HnlmError, type Model, type SelectionSet, type TrainView } from '@hnlm/core';
import { adam } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, Parameters } from './backbone.ts';
import { batchOrder, type PositiveOrder } from './batch-order.ts';
import { embeddingsOf } from './embeddings-of.ts';
import type { Loss } from './loss.ts';
import { bpr } from './losses/bpr.ts';
import type { L2 } from './regularisation.ts';
import type { NegativeSampler } from './sampler.ts';
import { noNegatives } from './samplers/no-negatives.ts';
import { type StepTimes, samplingContext, trainStep } from './train-step.ts';

/** Options of {@link train}. Defaults are those of the official LightGCN code unless said otherwise. */
export interface TrainOptions {
  readonly data: TrainView;
  /** The part on which the best epoch is chosen. */
  readonly validation: SelectionSet;
  /** The validation metric, higher is better; `validationMetric('NDCG@20')` of `@hnlm/eval` makes one. */
  readonly metric: (model: Model, on: SelectionSet) => number;
  readonly backbone: Backbone;
  /** May be absent where the loss uses none. */
  readonly negatives?: NegativeSampler;
  /** Default: that of the backbone, else {@link bpr}. */
  readonly loss?: Loss;
  /** Derives every random draw: initial values, order, negatives. */
  readonly seed: number;
  /** Most epochs; default 1000. */
  readonly epochs?: number;
  /** How an epoch draws its positives; default every train interaction once. */
  readonly positives?: PositiveOrder;
  /** Positives in a step; default 2048. */
  readonly batch?: number;
  /** Leaves out a last batch that is smaller than the others; default false. */
  readonly dropLast?: boolean;
  /** Learning rate of Adam; default 1e-3. */
  readonly learningRate?: number;
  /** L2 regularisation, or only its weight on the ego rows of the batch; default 1e-4. */
  readonly l2?: number | L2;
  /** Epochs between two validations; default 1. */
  readonly evaluateEvery?: number;
  /** Validations without gain after which training stops; default 10. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

/** What the trainer reports while it works. */
export type TrainEvent =
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      /** Mean over the steps. */
      readonly loss: number;
      readonly milliseconds: number;
      /** Milliseconds of a step by what they were spent on, on average. */
      readonly step: Readonly<StepTimes>;
    }
  | { readonly type: 'validation'; readonly epoch: number; readonly value: number; readonly best: boolean };

/** A model with the story of its training. */
export interface TrainedModel extends Model {
  readonly training: {
    readonly bestEpoch: number;
    /** Validation metric by epoch. */
    readonly curve: readonly { readonly epoch: number; readonly value: number }[];
    readonly steps: number;
  };
}

/**
 * Trains a backbone with a negative sampler and returns the model of the epoch that is best on validation.
 *
 * @throws HnlmError `TRAINING_DIVERGED` where the loss is no number (names the step); the abort reason of `signal`.
 * @example
 * ```ts
 * const model = await train({
 *   data: dataset.train,
 *   validation: dataset.validation,
 *   metric: validationMetric('NDCG@20'),
 *   backbone: lightGCN({ dim: 64, layers: 3 }),
 *   negatives: dns({ candidates: 16 }),
 *   seed: 1,
 * });
 * ```
 */
export async function train(options: TrainOptions): Promise<TrainedModel> {
  const { data, validation, metric, backbone, seed, signal, onEvent } = options;
  const { loss = backbone.loss ?? bpr(), epochs = 1000, learningRate = 1e-3, l2 = 1e-4 } = options;
  const { positives = 'interactions', batch: size = 2048, dropLast = false } = options;
  const { evaluateEvery = 1, patience = 10 } = options;
  if (loss.usesNegatives && !options.negatives) {
    throw new HnlmError(`${loss.name} compares with negatives, and there is no sampler`, {
      code: 'OPTION',
      hint: 'Set negatives, for example to uniform().',
    });
  }
  const negatives = options.negatives ?? noNegatives();

  const random = createRandom(seed).split('train');
  const prepared = backbone.prepare({ data, random: random.split('initial values') });
  const sampler = negatives.prepare({
    data,
    dimensions: backbone.dimensions,
    random: random.split('sampler'),
  });
  const optimiser = adam({ learningRate });
  const parameters: Parameters = { ...prepared.parameters, ...sampler.parameters };
  const order = batchOrder(data.interactions, { order: positives, size, dropLast });
  const step = trainStep({
    data,
    backbone: prepared,
    sampler,
    loss,
    l2: typeof l2 === 'number' ? { weight: l2 } : l2,
    parameters,
    optimiser,
  });
  const model = (): Model => ({ users: data.users, items: data.items, ...embeddingsOf(prepared) });

  const curve: { epoch: number; value: number }[] = [];
  let best: { model: Model; epoch: number; value: number } | undefined;
  let waited = 0;
  let steps = 0;
  try {
    for (let epoch = 1; epoch <= epochs && waited < patience; epoch++) {
      const started = performance.now();
      const times: StepTimes = { sampling: 0, forward: 0, backward: 0, update: 0 };
      let total = 0;
      let batches = 0;
      prepared.startEpoch?.(random.split('graph', epoch));
      if (sampler.startEpoch) {
        const stream = random.split('pool', epoch);
        tf.tidy(() => sampler.startEpoch?.(samplingContext(prepared.encode(), stream, epoch)));
      }
      for (const batch of order.epoch(random.split('order', epoch))) {
        signal?.throwIfAborted();
        const value = step(batch, random.split('negatives', epoch, batches), epoch, times);
        steps++;
        if (!Number.isFinite(value)) {
          throw new HnlmError(`the loss became ${value} in epoch ${epoch}, step ${steps}`, {
            code: 'TRAINING_DIVERGED',
            hint: 'Lower the learning rate.',
            evidence: { epoch, step: steps },
          });
        }
        total += value;
        batches++;
      }
      onEvent?.({
        type: 'epoch',
        epoch,
        loss: total / batches,
        milliseconds: performance.now() - started,
        step: perStep(times, batches),
      });
      if (epoch % evaluateEvery === 0 || epoch === epochs) {
        const current = model();
        const value = metric(current, validation);
        const better = best === undefined || value > best.value;
        curve.push({ epoch, value });
        if (better) best = { model: current, epoch, value };
        waited = better ? 0 : waited + 1;
        onEvent?.({ type: 'validation', epoch, value, best: better });
      }
      // Lets timers, signals and messages of the caller run.
      await new Promise((resolve) => setTimeout(resolve));
    }
  } finally {
    optimiser.dispose();
    sampler.dispose?.();
    prepared.dispose?.();
    tf.dispose(Object.values(parameters));
  }
  if (!best)
    throw new HnlmError('no epoch was trained', { code: 'OPTION', hint: 'Set epochs to at least 1.' });
  return { ...best.model, training: { bestEpoch: best.epoch, curve, steps } };
}

function perStep(times: StepTimes, steps: number): StepTimes {
  const { sampling, forward, backward, update } = times;
  return {
    sampling: sampling / steps,
    forward: forward / steps,
    backward: backward / steps,
    update: update / steps,
  };
}
