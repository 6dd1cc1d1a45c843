import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openModel, saveModel } from '@hnlm/cf-models';
import type { Dataset, Model } from '@hnlm/core';
import type { Progress } from '../run/progress.ts';
import type { Protocol } from './protocol.ts';
import { packStudyData } from './study-data.ts';
import { startTrainPool } from './train-pool.ts';

/**
 * Makes the recommender that steps of making texts choose by: trained as the rows of the table, with uniform negatives and
 * the first seed, when it is first needed. A run that goes on finds it in its folder.
 */
export function guideModel(options: {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly protocol: Protocol;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}): () => Promise<Model> {
  const { folder, dataset, protocol, progress, signal } = options;
  const file = join(folder, 'guide.safetensors');

  async function trainGuide(): Promise<Model> {
    if (existsSync(file)) return openModel(file);
    progress.stage('training a recommender to choose by');
    const pool = startTrainPool({ data: packStudyData(dataset), protocol, workers: 1, signal });
    try {
      const seed = protocol.seeds[0];
      const trained = await pool.train(
        { start: 'normal', negatives: { kind: 'uniform' }, seed },
        (epoch, value) =>
          progress.update(`epoch ${epoch}: ${protocol.metric} ${value.toFixed(4)} on validation`),
      );
      const { users, items } = dataset.train;
      const model = { users, items, ...trained };
      await saveModel(model, file);
      return model;
    } finally {
      await pool.close();
    }
  }

  let trained: Promise<Model> | undefined;
  return () => {
    trained ??= trainGuide();
    return trained;
  };
}
