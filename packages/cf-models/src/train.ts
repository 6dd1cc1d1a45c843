import {
  type Csr,
  createRandom,
  expandRows,
  HnlmError,
  type Model,
  type Random,
  type SelectionSet,
  type TrainView,
} from '@hnlm/core';
import { adam, bipartiteGraph, type Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, Parameters } from './backbone.ts';
import type { RankingLoss } from './loss.ts';
import { bpr } from './losses/bpr.ts';
import type { NegativeSampler, PositiveBatch } from './sampler.ts';
import { stepLoss } from './step.ts';

/** Options of {@link train}. Defaults are those of the official LightGCN code unless said otherwise. */
export interface TrainOptions {
  readonly data: TrainView;
  /** The part on which the best epoch is chosen. */
  readonly validation: SelectionSet;
  /** The validation metric, higher is better; `validationMetric('NDCG@20')` of `@hnlm/eval` makes one. */
  readonly metric: (model: Model, on: SelectionSet) => number;
  readonly backbone: Backbone;
  readonly negatives: NegativeSampler;
  /** Default {@link bpr}. */
  readonly loss?: RankingLoss;
  /** Derives every random draw: initial values, order, negatives. */
  readonly seed: number;
  /** Most epochs; default 1000. One epoch visits every train interaction once. */
  readonly epochs?: number;
  /** Positives in a step; default 2048. */
  readonly batch?: number;
  /** Learning rate of Adam; default 1e-3. */
  readonly learningRate?: number;
  /** L2 weight on the ego rows of the batch; default 1e-4. */
  readonly l2?: number;
  /** Epochs between two validations; default 1. */
  readonly evaluateEvery?: number;
  /** Validations without gain after which training stops; default 10. */
  readonly patience?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

/** What the trainer reports while it works. */
export type TrainEvent =
  | { readonly type: 'epoch'; readonly epoch: number; readonly loss: number; readonly milliseconds: number }
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
  const { data, validation, metric, backbone, loss = bpr(), seed, signal, onEvent } = options;
  const { epochs = 1000, batch: size = 2048, learningRate = 1e-3, l2 = 1e-4 } = options;
  const { evaluateEvery = 1, patience = 10 } = options;

  const random = createRandom(seed).split('train');
  const parameters = backbone.initialise(data, random.split('initial values'));
  const owners = expandRows(data.interactions);
  const graph = bipartiteGraph(data.interactions);
  const sampler = options.negatives.prepare({
    data,
    dimensions: backbone.dimensions,
    random: random.split('sampler'),
  });
  const optimiser = adam({ learningRate });
  const trained: Parameters = { ...parameters, ...sampler.parameters };
  const variables = Object.values(trained);

  function step(batch: PositiveBatch, stream: Random): number {
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => {
        const encoding = backbone.encode(parameters, graph);
        const context = {
          random: stream,
          get embeddings() {
            return encoding.all();
          },
        };
        return stepLoss({ batch, negatives: sampler.sample(batch, context), encoding, loss, l2 });
      }, variables);
      optimiser.apply(
        trained,
        Object.fromEntries(Object.entries(trained).map(([name, variable]) => [name, grads[variable.name]])),
      );
      return value.dataSync()[0];
    });
  }

  function model(): Model {
    const { users, items } = tf.tidy(() => backbone.encode(parameters, graph).all() as never) as Embeddings;
    const [userEmbeddings, itemEmbeddings] = [users.dataSync(), items.dataSync()] as Float32Array[];
    const dimensions = users.shape[1];
    // Without layers the embeddings are the parameters themselves.
    for (const tensor of [users, items]) if (!variables.includes(tensor as never)) tensor.dispose();
    return { users: data.users, items: data.items, dimensions, userEmbeddings, itemEmbeddings };
  }

  const curve: { epoch: number; value: number }[] = [];
  let best: { model: Model; epoch: number; value: number } | undefined;
  let waited = 0;
  let steps = 0;
  try {
    for (let epoch = 1; epoch <= epochs && waited < patience; epoch++) {
      const started = performance.now();
      let total = 0;
      let batches = 0;
      for (const batch of epochBatches(data.interactions, owners, size, random.split('order', epoch))) {
        signal?.throwIfAborted();
        const value = step(batch, random.split('negatives', epoch, batches));
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
      onEvent?.({ type: 'epoch', epoch, loss: total / batches, milliseconds: performance.now() - started });
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
    graph.dispose();
    tf.dispose(variables);
  }
  if (!best)
    throw new HnlmError('no epoch was trained', { code: 'OPTION', hint: 'Set epochs to at least 1.' });
  return { ...best.model, training: { bestEpoch: best.epoch, curve, steps } };
}

/** Every train interaction once, in a new order, in batches; the last may be smaller. */
function* epochBatches(
  { indices }: Csr,
  owners: Int32Array,
  size: number,
  random: Random,
): Generator<PositiveBatch> {
  const order = random.shuffle(Int32Array.from({ length: indices.length }, (_, n) => n));
  for (let start = 0; start < order.length; start += size) {
    const chosen = order.subarray(start, start + size);
    yield { users: chosen.map((n) => owners[n]), items: chosen.map((n) => indices[n]) };
  }
}
