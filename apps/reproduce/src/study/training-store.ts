import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeFileWhole } from '../run/whole-files.ts';
import { type TrainingSpec, trainingKey } from './training-spec.ts';

/** What is kept of a training: enough to go on after a kill without training it again. */
export interface StoredTraining {
  readonly spec: TrainingSpec;
  readonly plan: string;
  readonly curve: readonly { readonly epoch: number; readonly value: number }[];
  readonly bestEpoch: number;
  /** Validation metric of the best epoch. */
  readonly validation: number;
  /** Only for trainings that were chosen: measured once. */
  readonly test?: {
    readonly metrics: Readonly<Record<string, number>>;
    /** Selection metric by evaluated user. */
    readonly perUser: readonly number[];
  };
}

/** Keeps trainings in a folder, one file each. */
export interface TrainingStore {
  get(spec: TrainingSpec): Promise<StoredTraining | undefined>;
  put(training: StoredTraining): Promise<void>;
}

/**
 * Opens a folder of trainings.
 *
 * @param context names what else trainings depend on; those of another context are not found
 */
export async function openTrainingStore(folder: string, context: string): Promise<TrainingStore> {
  await mkdir(folder, { recursive: true });
  const file = (spec: TrainingSpec) => join(folder, `${context}-${trainingKey(spec)}.json`);
  return {
    get: (spec) => readJson<StoredTraining>(file(spec)),
    put: (training) => writeFileWhole(file(training.spec), JSON.stringify(training)),
  };
}
