import { join } from 'node:path';
import {
  dens as densSampler,
  dns,
  lightGCN,
  mixGCF,
  type NegativeSampler,
  preset,
  train,
  uniform,
} from '@hnlm/cf-models';
import { asPublished } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { evaluate, validationMetric } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';

/**
 * Recall@20 and NDCG@20 of the best epoch on test in the official notebooks. These do not say with which options they ran;
 * the parser's defaults are 6 candidates, γ = .3 and T0 = 100. Their training losses say otherwise: the first epoch of
 * DENS has 21 log 2 (1 + γ) with γ = .4, its loss falls at epoch 50, where the schedule ends, and the losses of DNS, MixGCF
 * and DENS in the 6th and 11th epoch are within .5 % of ours with 8 candidates. With 6 or 10 the 11th is off by 2 to 5 %.
 */
const published: Record<string, { negatives: NegativeSampler; recall: number; ndcg: number }> = {
  uniform: { negatives: uniform(), recall: 0.0444, ndcg: 0.0229 },
  dns: { negatives: dns({ candidates: 8 }), recall: 0.0477, ndcg: 0.0252 },
  mixgcf: { negatives: mixGCF({ candidates: 8 }), recall: 0.0471, ndcg: 0.0247 },
  dens: {
    negatives: densSampler({ candidates: 8, gamma: 0.4, warmUp: 50 }),
    recall: 0.0501,
    ndcg: 0.0257,
  },
};
interface Run {
  readonly bestEpoch: number;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
}

interface Result {
  readonly sampler: string;
  readonly plan: string;
  readonly published: { readonly 'Recall@20': number; readonly 'NDCG@20': number };
  readonly selectedOnTestAsPublished: Run;
  readonly selectedOnValidation: Run;
}

/** What a reader of the figures must know. */
const options =
  'read off the training losses in the official notebooks; not the defaults of the official code';
/** Also the published gap from which on the order must be the same. */
const tolerance = 0.05;

/** LightGCN with four samplers on the DENS paper's toys split, chosen on test as there, and on validation beside it. */
export const dens: Check = {
  name: 'dens',
  about:
    'LightGCN with uniform, DNS, MixGCF and DENS on a split of the DENS paper: Recall@20, selected on test as published',
  run: (log, asked) =>
    withShared('data/dens-toy', async (folder) => {
      await useBackend('hnlm');
      const results: Result[] = [];
      for (const [name, { negatives, recall, ndcg }] of Object.entries(published)) {
        if (asked.length > 0 && !asked.includes(name)) continue;
        const onTest = await runOn(folder, negatives, 'none', (line) => log(`${name} (test): ${line}`));
        const onValidation = await runOn(folder, negatives, { ratio: 0.1, seed: 1 }, (line) =>
          log(`${name} (validation): ${line}`),
        );
        results.push({
          sampler: name,
          plan: negatives.plan,
          published: { 'Recall@20': recall, 'NDCG@20': ndcg },
          selectedOnTestAsPublished: onTest,
          selectedOnValidation: onValidation,
        });
      }
      const near = results.every(
        ({ published: { 'Recall@20': goal }, selectedOnTestAsPublished: { metrics } }) =>
          Math.abs(metrics['Recall@20'] / goal - 1) <= tolerance,
      );
      const ordered = results.every((one) =>
        results.every(
          (other) =>
            one.published['Recall@20'] <= (1 + tolerance) * other.published['Recall@20'] ||
            one.selectedOnTestAsPublished.metrics['Recall@20'] >
              other.selectedOnTestAsPublished.metrics['Recall@20'],
        ),
      );
      return { pass: near && ordered, figures: { tolerance, near, ordered, seeds: 1, options, results } };
    }),
};

async function runOn(
  folder: string,
  negatives: NegativeSampler,
  validationFrom: 'none' | { ratio: number; seed: number },
  log: (line: string) => void,
): Promise<Run> {
  const files = { train: join(folder, 'train.txt.gz'), test: join(folder, 'test.txt.gz') };
  const dataset = await fromSplits({ ...files, format: 'lightgcn', validationFrom });
  const { settings, initialiser } = preset('mixgcf');
  const started = performance.now();
  const model = await train({
    ...settings,
    data: dataset.train,
    validation: validationFrom === 'none' ? asPublished(dataset.test) : dataset.validation,
    metric: validationMetric('Recall@20'),
    backbone: lightGCN({ dim: 64, layers: 3, initialiser }),
    negatives,
    epochs: 1000,
    evaluateEvery: 5,
    patience: 10,
    seed: 2020,
    onEvent: (event) => {
      if (event.type === 'validation') log(`epoch ${event.epoch}, Recall@20 ${event.value.toFixed(4)}`);
    },
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  const metrics = ['recall', 'ndcg'];
  const evaluation = await evaluate({ model, on: dataset.test, at: [20], metrics });
  return { bestEpoch: model.training.bestEpoch, seconds, metrics: evaluation.metrics };
}
