import { createRandom, HnlmError, type Model, type SelectionSet } from '@hnlm/core';
import { adam, backendStatus } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { auditor } from './audit.ts';
import type { Parameters, PreparedBackbone } from './backbone.ts';
import { batchOrder } from './batch-order.ts';
import { type Checkpoint, encodeCheckpoint, openCheckpoint } from './checkpoint.ts';
import { embeddingsOf } from './embeddings-of.ts';
import { sha256 } from './safetensors.ts';
import type { PreparedSampler } from './sampler.ts';
import { resolveOptions, type TrainOptions } from './train-options.ts';
import { trainingPlan, trainingSettings } from './train-plan.ts';
import { type StepTimes, samplingContext, trainStep } from './train-step.ts';
import { newTraining, type TrainingState } from './training-state.ts';

/** A model with the story of its training. */
export interface TrainedModel extends Model {
  readonly training: {
    readonly bestEpoch: number;
    /** Validation metric by epoch. */
    readonly curve: readonly { readonly epoch: number; readonly value: number }[];
    readonly steps: number;
    /** The part on which the epoch was chosen; `test-as-published` marks a figure that saw the test part. */
    readonly selectedOn: SelectionSet['part'];
  };
}

/** Milliseconds of work after which timers, signals and messages of the caller run. */
const breath = 50;

/**
 * Trains a backbone with a negative sampler and returns the model of the epoch that is best on validation. With a
 * checkpoint, a run that was killed or aborted at any step goes on to the same bits as one that was not.
 *
 * @throws HnlmError `TRAINING_DIVERGED` where the loss or a parameter is no number (names the step), `METRIC` where
 * the metric is none, `OPTION`, `NO_POSITIVES`, `AUDIT`, `FILE_DAMAGED`, `CHECKPOINT_MISMATCH`, `CHECKPOINT_FILE`; the abort reason of `signal`.
 * @example
 * ```ts
 * const model = await train({
 *   data: dataset.train,
 *   validation: dataset.validation,
 *   metric: validationMetric('NDCG@20'),
 *   backbone: lightGCN({ dim: 64, layers: 3 }),
 *   negatives: dns({ candidates: 16 }),
 *   seed: 1,
 *   checkpoint: { file: checkpointFile('run.safetensors') },
 * });
 * ```
 */
export async function train(options: TrainOptions): Promise<TrainedModel> {
  const resolved = resolveOptions(options);
  const { data, validation, metric, backbone, negatives, loss, l2, seed, signal, onEvent } = resolved;
  const { epochs, positives, batch: size, dropLast, learningRate, evaluateEvery, patience } = resolved;
  const { file, everySeconds = 60 } = resolved.checkpoint ?? {};
  onEvent?.({ type: 'start', plan: trainingPlan(resolved), ...backendInUse() });

  const random = createRandom(seed).split('train');
  let optimiser = adam({ learningRate });
  let state = newTraining();
  const held: (PreparedBackbone | PreparedSampler)[] = [];
  try {
    const prepared = backbone.prepare({ data, random: random.split('initial values') });
    held.push(prepared);
    const sampler = negatives.prepare({
      data,
      dimensions: backbone.dimensions,
      random: random.split('sampler'),
    });
    const ofSampler = Object.entries(sampler.parameters ?? {}).map(([name, one]) => [`sampler.${name}`, one]);
    const parameters: Parameters = { ...prepared.parameters, ...Object.fromEntries(ofSampler) };
    held.push(sampler);
    const settings = file && trainingSettings(resolved, await hashOf(parameters));
    const saved = file && settings && (await openCheckpoint(file, settings));
    if (saved) {
      state = saved.state;
      optimiser.dispose();
      optimiser = adam({ learningRate }, saved.adam);
      restoreParameters(parameters, saved);
      sampler.restore?.(saved.sampler);
      const { epoch, steps, finished } = state;
      onEvent?.({ type: 'resumed', epoch, steps, finished });
    }
    const order = batchOrder(data.interactions, { order: positives, size, dropLast });
    const step = trainStep({ data, backbone: prepared, sampler, loss, l2, parameters, optimiser });
    const audit = resolved.audit && auditor(resolved.audit, { data, backbone: prepared, sampler });

    let lastWrite = performance.now();
    const keep = async () => {
      if (!file || !settings) return;
      assertFinite(parameters, state);
      const tensors = Object.entries(parameters).map(([name, one]) => {
        return [name, { shape: one.shape, values: one.dataSync() as Float32Array }] as const;
      });
      const bytes = await encodeCheckpoint({
        ...{ settings, state, parameters: Object.fromEntries(tensors), adam: optimiser.state() },
        sampler: sampler.state?.() ?? {},
      });
      await file.write(bytes);
      lastWrite = performance.now();
      onEvent?.({ type: 'checkpoint', epoch: state.epoch, steps: state.steps, bytes: bytes.length });
    };
    let lastBreath = performance.now();
    const breathe = async () => {
      if (performance.now() - lastBreath > breath) {
        await new Promise((resolve) => setTimeout(resolve));
        lastBreath = performance.now();
      }
      if (signal?.aborted) {
        await keep();
        signal.throwIfAborted();
      }
    };

    while (!state.finished) {
      const { epoch } = state;
      const started = performance.now();
      const times: StepTimes = { sampling: 0, forward: 0, backward: 0, update: 0 };
      prepared.startEpoch?.(random.split('graph', epoch));
      // What a sampler made when the epoch began is in its state.
      if (!state.begun && sampler.startEpoch) {
        const stream = random.split('pool', epoch);
        tf.tidy(() => sampler.startEpoch?.(samplingContext(prepared.encode(), stream, epoch)));
      }
      state.begun = true;
      const before = state.batches;
      let batches = 0;
      let pairs = 0;
      for (const batch of order.epoch(random.split('order', epoch))) {
        if (batches++ < before) continue;
        await breathe();
        const value = step(batch, random.split('negatives', epoch, batches - 1), epoch, times);
        state.steps++;
        if (!Number.isFinite(value)) throw diverged(`the loss became ${value}`, state);
        state.lossSum += value;
        state.batches = batches;
        pairs += batch.users.length;
        if (performance.now() - lastWrite >= everySeconds * 1000) await keep();
      }
      onEvent?.({
        ...{ type: 'epoch', epoch, loss: state.lossSum / batches, milliseconds: performance.now() - started },
        step: perStep(times, batches - before),
      });
      if (audit && epoch % audit.every === 0) {
        onEvent?.({
          type: 'audit',
          epoch,
          ...audit.run(random.split('audit', epoch), epoch, times.sampling, pairs),
        });
      }
      if (epoch % evaluateEvery === 0 || epoch === epochs) {
        assertFinite(parameters, state);
        const current = embeddingsOf(prepared);
        const value = metric({ users: data.users, items: data.items, ...current }, validation);
        assertMeasured(value, epoch);
        const best = state.best === undefined || value > state.best.value;
        state.curve.push({ epoch, value });
        if (best) state.best = { ...current, epoch, value };
        state.waited = best ? 0 : state.waited + 1;
        onEvent?.({ type: 'validation', epoch, value, best });
      }
      state = { ...state, epoch: epoch + 1, begun: false, batches: 0, lossSum: 0 };
      state.finished = state.epoch > epochs || state.waited >= patience;
      if (state.finished) await keep();
    }
  } finally {
    optimiser.dispose();
    for (const one of held) {
      one.dispose?.();
      tf.dispose(Object.values(one.parameters ?? {}));
    }
  }
  return trained(options, state);
}

function trained({ data, validation }: TrainOptions, { best, curve, steps }: TrainingState): TrainedModel {
  if (!best)
    throw new HnlmError('no epoch was measured', { code: 'OPTION', hint: 'Set epochs to at least 1.' });
  const { epoch: bestEpoch, value: _, ...embeddings } = best;
  return {
    users: data.users,
    items: data.items,
    ...embeddings,
    training: { bestEpoch, curve, steps, selectedOn: validation.part },
  };
}

function backendInUse() {
  const backend = tf.getBackend();
  if (backend !== 'hnlm') return { backend };
  const { threads, relaxedSimd } = backendStatus();
  return { backend, threads, relaxedSimd };
}

async function hashOf(parameters: Parameters): Promise<string> {
  const parts = Object.values(parameters).map((one) => (one.dataSync() as Float32Array<ArrayBuffer>).slice());
  return sha256(new Uint8Array(await new Blob(parts).arrayBuffer()));
}

function restoreParameters(parameters: Parameters, saved: Checkpoint): void {
  for (const [name, variable] of Object.entries(parameters)) {
    tf.tidy(() => variable.assign(tf.tensor(saved.parameters[name].values, variable.shape)));
  }
}

/** The step whose update a checkpoint or a validation would carry on must have left numbers. */
function assertFinite(parameters: Parameters, state: TrainingState): void {
  for (const [name, variable] of Object.entries(parameters)) {
    const values = variable.dataSync() as Float32Array;
    if (!values.every(Number.isFinite))
      throw diverged(`the parameter "${name}" holds a value that is no number`, state);
  }
}

/** A value that is no number would be neither better nor worse than any other. */
function assertMeasured(value: unknown, epoch: number): void {
  if (Number.isFinite(value)) return;
  throw new HnlmError(`the metric gave ${value} in epoch ${epoch}`, {
    code: 'METRIC',
    hint: 'Return a finite number, and at once: a metric that is async gives a Promise.',
    evidence: { epoch },
  });
}

function diverged(what: string, { epoch, steps }: TrainingState): HnlmError {
  return new HnlmError(`${what} in epoch ${epoch}, step ${steps}`, {
    code: 'TRAINING_DIVERGED',
    hint: 'Lower the learning rate. A checkpoint that was written before is as it was.',
    evidence: { epoch, step: steps },
  });
}

function perStep(times: StepTimes, steps: number): StepTimes {
  const entries = Object.entries(times).map(([name, sum]) => [name, steps === 0 ? 0 : sum / steps]);
  return Object.fromEntries(entries) as unknown as StepTimes;
}
