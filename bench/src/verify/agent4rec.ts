import { join } from 'node:path';
import { adjustedDns, textAffinity } from '@hnlm/align';
import { dns, lightGCN, uniform } from '@hnlm/cf-models';
import { loadDataset } from '@hnlm/data';
import { validationMetric } from '@hnlm/eval';
import { embedAll } from '@hnlm/llm';
import { sentenceEncoder } from '@hnlm/llm/sentence-encoder';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';
import { meanOf, trainSeeds } from './train-seeds.ts';

/** NDCG@20 on test that an independent PyTorch implementation reached, mean of 3 seeds. */
const published = { uniform: 0.3748, dns: 0.3986 };
const tolerance = 0.02;

/** The three samplers on real data with item texts that a language model wrote. */
export const agent4rec: Check = {
  name: 'agent4rec',
  about: 'uniform, DNS (4 of 16) and adjusted DNS on agent4rec-ml1m: mean NDCG@20 of 3 seeds',
  run: (log) =>
    withShared('data/agent4rec-ml1m', async (folder) => {
      await useBackend('hnlm');
      const dataset = await loadDataset({
        path: folder,
        format: 'lightgcn',
        items: join(folder, 'movie_detail.csv.gz'),
      });
      const encoder = sentenceEncoder();
      const texts = dataset.train.texts.map(
        ({ title, categories, description }) => `${title}, ${categories?.join(', ')}. ${description}`,
      );
      log(`embedding ${texts.length} item texts ...`);
      const { vectors, dimensions } = await embedAll({ model: encoder, texts });
      await encoder.close();
      const affinity = textAffinity({ data: dataset.train, itemTexts: { values: vectors, dimensions } });

      const options = {
        metric: validationMetric('NDCG@20'),
        backbone: lightGCN({ dim: 64, layers: 3 }),
        learningRate: 5e-3,
        patience: 6,
        epochs: 200,
      };
      const pool = { candidates: 16, top: 4 };
      const run = (negatives: ReturnType<typeof dns>) =>
        trainSeeds(dataset, { ...options, negatives }, [0, 1, 2], log);
      const ndcg = {
        uniform: meanOf(await run(uniform()), 'NDCG@20'),
        dns: meanOf(await run(dns(pool)), 'NDCG@20'),
        adjustedDns: meanOf(await run(adjustedDns({ ...pool, affinity, lambda: 0.2 })), 'NDCG@20'),
      };
      const near = (value: number, reference: number) => Math.abs(value / reference - 1) <= tolerance;
      return {
        pass: near(ndcg.uniform, published.uniform) && near(ndcg.dns, published.dns),
        figures: { ndcg, published, tolerance },
      };
    }),
};
