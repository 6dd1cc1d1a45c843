import type { Random, TrainView } from '@hnlm/core';
import type { Adam } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Parameters, PreparedBackbone } from './backbone.ts';
import type { Encoding } from './encoding.ts';
import type { Loss } from './loss.ts';
import type { L2 } from './regularisation.ts';
import type { Negatives, PositiveBatch, PreparedSampler, SamplingContext } from './sampler.ts';
import { stepLoss } from './step.ts';

/** Milliseconds by what they were spent on. */
export interface StepTimes {
  /** Choosing negatives, without the forward pass that a sampler looks at. */
  sampling: number;
  forward: number;
  backward: number;
  update: number;
}

/** What a step is made of. */
export interface TrainStepOptions {
  readonly data: TrainView;
  readonly backbone: PreparedBackbone;
  readonly sampler: PreparedSampler;
  readonly loss: Loss;
  readonly l2: L2;
  /** Those of the backbone and of the sampler. */
  readonly parameters: Parameters;
  readonly optimiser: Adam;
  /** Sees the negatives of each step. */
  readonly observe?: (batch: PositiveBatch, negatives: Negatives) => void;
}

/** Takes one step and returns its loss; adds to `times`. */
export type TrainStep = (batch: PositiveBatch, random: Random, epoch: number, times: StepTimes) => number;

/** Makes the function that takes a training step: sampling, forward, backward, update. */
export function trainStep(options: TrainStepOptions): TrainStep {
  const { data, backbone, sampler, loss, l2, parameters, optimiser, observe } = options;
  const variables = Object.values(parameters);
  const step: TrainStep = (batch, random, epoch, times) =>
    tf.tidy(() => {
      let mark = performance.now();
      const lap = (name: keyof StepTimes) => {
        const now = performance.now();
        times[name] += now - mark;
        mark = now;
      };
      const { value, grads } = tf.variableGrads(() => {
        const encoding = backbone.encode({ random: random.split('forward') });
        lap('forward');
        const context = samplingContext(encoding, random, epoch, {
          begin: () => lap('sampling'),
          end: () => lap('forward'),
        });
        const negatives = sampler.sample(batch, context);
        lap('sampling');
        const total = stepLoss({ data, batch, negatives, encoding, loss, l2, parameters });
        observe?.(batch, negatives);
        lap('forward');
        return total;
      }, variables);
      lap('backward');
      // The loss of a step need not reach every parameter.
      const reached = Object.entries(parameters).filter(([, variable]) => grads[variable.name]);
      const gradients = reached.map(([name, variable]) => [name, grads[variable.name]]);
      optimiser.apply(Object.fromEntries(reached), Object.fromEntries(gradients));
      backbone.constrain?.();
      const result = value.dataSync()[0];
      lap('update');
      return result;
    });
  return (...input) => {
    try {
      return step(...input);
    } catch (error) {
      forgetTape();
      throw error;
    }
  };
}

/** Gives back what operations had saved for the gradient of a step that failed; TensorFlow.js itself keeps it for ever. */
function forgetTape(): void {
  const { state } = tf.engine();
  for (const { saved } of state.activeTape ?? []) if (saved) tf.dispose(saved);
  state.activeTape = [];
}

/**
 * Shows a sampler the current model; what it asks for is computed then, between `begin` and `end`.
 *
 * @example
 * ```ts
 * const negatives = sampler.sample(batch, samplingContext(backbone.encode(), random, 1));
 * ```
 */
export function samplingContext(
  encoding: Encoding,
  random: Random,
  epoch: number,
  { begin, end }: { readonly begin?: () => void; readonly end?: () => void } = {},
): SamplingContext {
  const timed = <T>(compute: () => T): T => {
    begin?.();
    const result = compute();
    end?.();
    return result;
  };
  const { count, pooling } = encoding.hops;
  return {
    random,
    epoch,
    get embeddings() {
      return timed(() => encoding.all());
    },
    forUsers: (users) => timed(() => encoding.forUsers(users)),
    hops: { count, pooling, forUsers: (users) => timed(() => encoding.hops.forUsers(users)) },
  };
}
