import { join } from 'node:path';
import { ahns as ahnsSampler, mf, train, xavierInitialiser } from '@hnlm/cf-models';
import { asPublished } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { evaluate, validationMetric } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check, Outcome } from '../check.ts';
import { withShared } from '../shared-data.ts';

/** Best epoch on test in the official notebooks, and their options. */
const published = [
  { name: 'ahns-phone', recall: 0.1304, ndcg: 0.0711, alpha: 1, beta: 0.1 },
  { name: 'ahns-sport', recall: 0.0846, ndcg: 0.046, alpha: 0.5, beta: 0.1 },
] as const;
const tolerance = 0.03;

/** MF with AHNS on the authors' splits, chosen on test as they did, and on validation beside it. */
export const ahns: Check = {
  name: 'ahns',
  about: 'MF with AHNS on the splits of the AHNS paper: Recall@20 and NDCG@20, selected on test as published',
  async run(log, asked) {
    const outcomes: Outcome[] = [];
    for (const one of published) {
      if (asked.length > 0 && !asked.includes(one.name)) continue;
      outcomes.push(await withShared(`data/${one.name}`, (folder) => runOn(folder, one, log)));
    }
    return {
      pass: outcomes.some(({ pass }) => pass === null) ? null : outcomes.every(({ pass }) => pass),
      figures: { results: outcomes.map(({ figures }) => figures) },
    };
  },
};

async function runOn(
  folder: string,
  { name, recall, ndcg, alpha, beta }: (typeof published)[number],
  log: (line: string) => void,
): Promise<Outcome> {
  await useBackend('hnlm');
  const files = { train: join(folder, 'train.txt.gz'), test: join(folder, 'test.txt.gz') };
  const run = async (validationFrom: 'none' | { ratio: number; seed: number }) => {
    const dataset = await fromSplits({ ...files, format: 'lightgcn', validationFrom });
    const validation = validationFrom === 'none' ? asPublished(dataset.test) : dataset.validation;
    const model = await train({
      data: dataset.train,
      validation,
      metric: validationMetric('Recall@20'),
      backbone: mf({ dim: 64, initialiser: xavierInitialiser() }),
      negatives: ahnsSampler({ candidates: 32, alpha, beta, power: -2 }),
      dropLast: true,
      epochs: 100,
      evaluateEvery: 5,
      patience: 10,
      seed: 2024,
      onEvent: (event) => {
        if (event.type === 'validation')
          log(`${name} (${validation.part}): epoch ${event.epoch}, Recall@20 ${event.value.toFixed(4)}`);
      },
    });
    const { metrics } = await evaluate({
      model,
      on: dataset.test,
      at: [20, 50],
      metrics: ['recall', 'ndcg'],
    });
    return { bestEpoch: model.training.bestEpoch, metrics };
  };
  const onTest = await run('none');
  const onValidation = await run({ ratio: 0.1, seed: 1 });
  const near = (value: number, reference: number) => Math.abs(value / reference - 1) <= tolerance;
  return {
    pass: near(onTest.metrics['Recall@20'], recall) && near(onTest.metrics['NDCG@20'], ndcg),
    figures: {
      data: name,
      published: { 'Recall@20': recall, 'NDCG@20': ndcg },
      selectedOnTestAsPublished: onTest,
      selectedOnValidation: onValidation,
      tolerance,
    },
  };
}
