import { type NegativeSampler, type TrainOptions, train } from '@hnlm/cf-models';
import type { Dataset } from '@hnlm/core';
import { evaluate } from '@hnlm/eval';

/** Trains with several seeds and returns the test metrics of each. */
export async function trainSeeds(
  dataset: Dataset,
  options: Omit<TrainOptions, 'data' | 'validation' | 'seed' | 'negatives'> & { negatives: NegativeSampler },
  seeds: readonly number[],
  log: (line: string) => void,
): Promise<Record<string, number>[]> {
  const results: Record<string, number>[] = [];
  for (const seed of seeds) {
    const model = await train({ ...options, data: dataset.train, validation: dataset.validation, seed });
    const { metrics } = await evaluate({ model, on: dataset.test, at: [20], metrics: ['recall', 'ndcg'] });
    log(
      `${options.negatives.name}, seed ${seed}: best epoch ${model.training.bestEpoch}, ${JSON.stringify(metrics)}`,
    );
    results.push(metrics);
  }
  return results;
}

/** The mean of one metric over seeds. */
export function meanOf(results: readonly Record<string, number>[], metric: string): number {
  return results.reduce((sum, metrics) => sum + metrics[metric], 0) / results.length;
}
