import { join } from 'node:path';
import { lightGCN, uniform, xavierInitialiser } from '@hnlm/cf-models';
import { fromSplits } from '@hnlm/data';
import { validationMetric } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';
import { meanOf, trainSeeds } from './train-seeds.ts';

/** One percent below the mean of five seeds of an independent PyTorch implementation. */
const floor = 0.359;

/** LightGCN on a fixed split, against an independent implementation. */
export const ml100k: Check = {
  name: 'ml-100k',
  about: 'LightGCN with uniform negatives on a fixed split of ML-100K: mean Recall@20 of 3 seeds',
  run: (log) =>
    withShared('peers/data/ml-100k', async (folder) => {
      await useBackend('hnlm');
      const part = (name: string) => join(folder, `${name}.txt.gz`);
      const dataset = await fromSplits({
        train: part('train_sub'),
        validation: part('valid'),
        test: part('test'),
        format: 'pairs',
      });
      const results = await trainSeeds(
        dataset,
        {
          metric: validationMetric('Recall@20'),
          backbone: lightGCN({ dim: 64, layers: 3, initialiser: xavierInitialiser() }),
          negatives: uniform(),
          learningRate: 5e-3,
          evaluateEvery: 5,
          patience: 8,
          epochs: 200,
        },
        [0, 1, 2],
        log,
      );
      const recall = meanOf(results, 'Recall@20');
      return { pass: recall >= floor, figures: { recall, floor, ndcg: meanOf(results, 'NDCG@20'), results } };
    }),
};
