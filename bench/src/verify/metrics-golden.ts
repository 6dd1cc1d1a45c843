import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lightGCN, train, uniform, xavierInitialiser } from '@hnlm/cf-models';
import { fromSplits } from '@hnlm/data';
import {
  measureLists,
  metrics as metricsOfUsers,
  publishedVariants,
  rankUsers,
  systemMetrics,
  validationMetric,
  writeLists,
} from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';
import { hasNumpy, largestDifference, measureIndependently } from './independent-metrics.ts';

const at = [5, 10, 20, 50, 100];
const limit = 1e-12;
/** All that there are, so that none is added without being compared. */
const known = [metricsOfUsers, systemMetrics, publishedVariants.user, publishedVariants.system].flatMap(
  Object.keys,
);

/** Every metric on the lists of a trained model, against numpy. */
export const metricsGolden: Check = {
  name: 'metrics-golden',
  about:
    'every metric at 5 to 100 on the lists of a LightGCN for ML-100K, against numpy: at most 1e-12 apart',
  run: (log) =>
    withShared('peers/data/ml-100k', async (folder) => {
      if (!hasNumpy()) return { pass: null, figures: { missing: 'numpy' } };
      await useBackend('hnlm');
      const part = (name: string) => join(folder, `${name}.txt.gz`);
      const {
        train: data,
        validation,
        test,
      } = await fromSplits({
        train: part('train_sub'),
        validation: part('valid'),
        test: part('test'),
        format: 'pairs',
      });
      const model = await train({
        data,
        validation,
        metric: validationMetric('Recall@20'),
        backbone: lightGCN({ dim: 64, layers: 3, initialiser: xavierInitialiser() }),
        negatives: uniform(),
        learningRate: 5e-3,
        evaluateEvery: 5,
        epochs: 20,
        seed: 0,
      });
      log(`trained, best epoch ${model.training.bestEpoch}`);
      const lists = await rankUsers({ model, on: test, k: 100 });

      const scratch = await mkdtemp(join(tmpdir(), 'hnlm-metrics-'));
      try {
        const file = join(scratch, 'lists.jsonl');
        await writeFile(file, writeLists(lists, test));
        const theirs = measureIndependently({
          lists: file,
          relevant: part('test'),
          masked: [part('train_sub'), part('valid')],
          items: test.items.size,
          at,
          form: 'pairs',
        });
        const metrics = Object.keys(theirs.metrics);
        const ours = measureLists({ lists, relevant: test.interactions, metrics });
        const largest = largestDifference(ours, theirs, test.users);
        const missing = known
          .flatMap((name) => at.map((k) => `${name}@${k}`))
          .filter((name) => !metrics.includes(name));
        const near = largest.mean <= limit && largest.byUser <= limit;
        const pass = near && missing.length === 0 && theirs.masked === 0;
        return {
          pass,
          figures: { missing, largest, limit, maskedInLists: theirs.masked, metrics: ours.metrics },
        };
      } finally {
        await rm(scratch, { recursive: true });
      }
    }),
};
