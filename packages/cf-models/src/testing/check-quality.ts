import assert from 'node:assert/strict';
import { popularity } from '../popularity.ts';
import { train } from '../train.ts';
import type { TrainOptions } from '../train-options.ts';
import { recallAt } from './recall-at.ts';
import { smallWorld } from './small-world.ts';

/** The parts of a training that a check may set. */
export type TrainingParts = Pick<TrainOptions, 'backbone'> &
  Partial<Omit<TrainOptions, 'data' | 'validation' | 'metric' | 'seed'>>;

/** Checks that a training finds the groups of the small world: Recall@5 far above that of popularity. */
export async function checkQuality(parts: TrainingParts): Promise<void> {
  const { train: data, validation } = smallWorld();
  const metric = recallAt(5);
  const model = await train({
    ...{ data, validation, metric, seed: 7 },
    ...{ epochs: 30, batch: 64, learningRate: 0.02, patience: 10 },
    ...parts,
  });
  const [reached, floor] = [metric(model, validation), metric(popularity(data), validation) + 0.25];
  assert.ok(
    reached > floor,
    `Recall@5 on the small world is ${reached.toFixed(3)}, not above ${floor.toFixed(3)}`,
  );
}
