import type { Model, SelectionSet } from '@hnlm/core';
import { measureLists } from './measure-lists.ts';
import { parseMetric } from './parse-metric.ts';
import { rankBlocks } from './rank-blocks.ts';
import { usersWithItems } from './users-with-items.ts';

/**
 * Makes the function with which a trainer chooses its best epoch, from a metric such as `NDCG@20`. It accepts sets that
 * may be selected on, so a `Test` does not compile.
 *
 * @throws HnlmError `METRIC_FORMAT` or `METRIC_UNKNOWN` at once; the function throws as `rankUsers`
 * @example
 * ```ts
 * const value = validationMetric('NDCG@20')(model, dataset.validation);
 * ```
 */
export function validationMetric(metric: string): (model: Model, on: SelectionSet) => number {
  const { name, k } = parseMetric(metric);
  return (model, on) => {
    const { lists, blocks } = rankBlocks(model, on, k, usersWithItems(on.interactions));
    for (const _ of blocks);
    const measured = measureLists({ lists, relevant: on.interactions, metrics: [name] });
    return measured.metrics[name];
  };
}
