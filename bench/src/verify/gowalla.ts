import { join } from 'node:path';
import { lightGCN, train, uniform } from '@hnlm/cf-models';
import { asPublished } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { evaluate } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';

/** Of the official PyTorch code after 5 epochs, seed 2020. */
const published = { 'Recall@20': 0.1071, 'NDCG@20': 0.0894 };
const tolerance = 0.03;

/** LightGCN on Gowalla by the official protocol. */
export const gowalla: Check = {
  name: 'gowalla',
  about:
    'LightGCN, 3 layers, d = 64, on Gowalla by the official protocol: Recall@20 and NDCG@20 after 5 epochs',
  run: (log, [given]) =>
    withShared('data/gowalla', async (folder) => {
      const epochs = Number(given ?? 5);
      await useBackend('hnlm');
      const dataset = await fromSplits({
        train: join(folder, 'train.txt.gz'),
        test: join(folder, 'test.txt.gz'),
        format: 'lightgcn',
        validationFrom: 'none',
      });
      const started = performance.now();
      const model = await train({
        data: dataset.train,
        validation: asPublished(dataset.test),
        // The official code reports the last epoch and chooses none.
        metric: () => 0,
        backbone: lightGCN({ dim: 64, layers: 3 }),
        negatives: uniform(),
        positives: 'users',
        epochs,
        evaluateEvery: epochs,
        seed: 2020,
        onEvent: (event) => {
          if (event.type === 'epoch')
            log(`epoch ${event.epoch}: loss ${event.loss.toFixed(4)}, ${Math.round(event.milliseconds)} ms`);
        },
      });
      const seconds = (performance.now() - started) / 1000;
      const { metrics } = await evaluate({
        model,
        on: dataset.test,
        at: [20],
        metrics: ['recall', 'ndcg', 'precision'],
      });
      const near = (name: keyof typeof published) =>
        Math.abs(metrics[name] / published[name] - 1) <= tolerance;
      return {
        pass: epochs === 5 ? near('Recall@20') && near('NDCG@20') : null,
        figures: { epochs, seconds, metrics, published, tolerance, selection: 'the last epoch' },
      };
    }),
};
