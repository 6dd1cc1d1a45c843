import { HnlmError } from '@hnlm/core';
import type { AdamState } from '@hnlm/tfjs-backend';
import type { CheckpointFile } from './checkpoint-file.ts';
import { decodeTensors, encodeTensors, type StoredTensor } from './safetensors.ts';
import type { SamplerState } from './sampler.ts';
import type { TrainingState } from './training-state.ts';

/** What decides the result of a training, by name, in words: two trainings with the same settings go the same way. */
export type TrainingSettings = Readonly<Record<string, string>>;

/**
 * All that a training needs to go on to the same bits. Generators are not among it: every stream is derived from the seed,
 * the epoch and the step, and so is the order of the positives.
 */
export interface Checkpoint {
  readonly settings: TrainingSettings;
  readonly state: TrainingState;
  readonly parameters: Readonly<Record<string, StoredTensor>>;
  readonly adam: AdamState;
  readonly sampler: SamplerState;
}

const format = 'hnlm-checkpoint-1';

/** Turns a checkpoint into a safetensors file: `parameters.*`, `adam.m.*`, `adam.v.*`, `sampler.*`, `best.*`. */
export function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array> {
  const { settings, state, parameters, adam, sampler } = checkpoint;
  const { best, ...rest } = state;
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, tensor] of Object.entries(parameters)) tensors[`parameters.${name}`] = tensor;
  for (const [name, { m, v }] of Object.entries(adam.moments)) {
    const { shape } = parameters[name];
    tensors[`adam.m.${name}`] = { shape, values: m };
    tensors[`adam.v.${name}`] = { shape, values: v };
  }
  for (const [name, values] of Object.entries(sampler)) {
    tensors[`sampler.${name}`] = { shape: [values.length], values };
  }
  if (best) {
    for (const side of ['userEmbeddings', 'itemEmbeddings'] as const) {
      const values = best[side];
      tensors[`best.${side}`] = { shape: [values.length / best.dimensions, best.dimensions], values };
    }
  }
  const training = {
    ...{ ...rest, adamSteps: adam.steps },
    ...(best && { best: { epoch: best.epoch, value: best.value, dimensions: best.dimensions } }),
  };
  const metadata = { format, settings: JSON.stringify(settings), training: JSON.stringify(training) };
  return encodeTensors({ tensors, metadata });
}

/**
 * Reads the checkpoint of a file, if there is one, and sees that it belongs to this training.
 *
 * @throws HnlmError `FILE_DAMAGED`; `CHECKPOINT_MISMATCH`, naming each setting that differs.
 */
export async function openCheckpoint(
  file: CheckpointFile,
  settings: TrainingSettings,
): Promise<Checkpoint | undefined> {
  const bytes = await file.read();
  if (!bytes) return undefined;
  const { tensors, metadata } = await decodeTensors(bytes, file.name);
  if (metadata.format !== format) {
    throw new HnlmError(`${file.name} is "${metadata.format}", not "${format}"`, {
      code: 'CHECKPOINT_MISMATCH',
      hint: 'Give the training a file of its own. Nothing was overwritten.',
      evidence: { file: file.name },
    });
  }
  const saved: TrainingSettings = JSON.parse(metadata.settings);
  const names = [...new Set([...Object.keys(settings), ...Object.keys(saved)])];
  const differing = names.filter((name) => settings[name] !== saved[name]);
  if (differing.length > 0) {
    const lines = differing.map(
      (name) => `${name}: ${saved[name] ?? 'none'} there, ${settings[name] ?? 'none'} here`,
    );
    throw new HnlmError(`${file.name} is the checkpoint of another training: ${lines.join('; ')}`, {
      code: 'CHECKPOINT_MISMATCH',
      hint: 'Give this training a file of its own, or go back to the settings of the file. Nothing was overwritten.',
      evidence: { file: file.name, differing },
    });
  }
  const { adamSteps, best, ...state } = JSON.parse(metadata.training);
  const under = (prefix: string) =>
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
  const values = ({ values }: StoredTensor) => values as Float32Array;
  return {
    settings,
    state: {
      ...state,
      ...(best && {
        best: {
          ...best,
          userEmbeddings: tensors['best.userEmbeddings'].values,
          itemEmbeddings: tensors['best.itemEmbeddings'].values,
        },
      }),
    },
    parameters: Object.fromEntries(under('parameters.')),
    adam: {
      steps: adamSteps,
      moments: Object.fromEntries(
        under('adam.m.').map(([name, m]) => [name, { m: values(m), v: values(tensors[`adam.v.${name}`]) }]),
      ),
    },
    sampler: Object.fromEntries(under('sampler.').map(([name, tensor]) => [name, tensor.values])),
  };
}
