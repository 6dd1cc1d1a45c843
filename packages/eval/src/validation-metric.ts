import { HnlmError, type Model, type SelectionSet } from '@hnlm/core';
import { measureLists } from './lists/measure-lists.ts';
import { parseMetric } from './metrics/parse-metric.ts';
import { rankBlocks } from './ranking/rank-blocks.ts';
import { usersWithItems } from './ranking/users-with-items.ts';

/**
 * Makes the function with which a trainer chooses its best epoch, from a metric such as `NDCG@20`. It accepts sets that
 * may be selected on, so a `Test` does not compile.
 *
 * @throws HnlmError `METRIC_FORMAT`, `METRIC_UNKNOWN` or `METRIC_SELECTION` (a metric without values by user) at once; the function throws as `rankUsers`
 * @example
 * ```ts
 * const value = validationMetric('NDCG@20')(model, dataset.validation);
 * ```
 */
export function validationMetric(metric: string): (model: Model, on: SelectionSet) => number {
  const { name, ranks, of } = parseMetric(metric);
  if (of === 'lists') {
    throw new HnlmError(`${name} cannot choose an epoch`, {
      code: 'METRIC_SELECTION',
      hint: 'Choose by a metric with values by user, of which more is better, such as NDCG@20.',
      evidence: { metric: name },
    });
  }
  return (model, on) => {
    const { lists, blocks } = rankBlocks(model, on, ranks, usersWithItems(on.interactions));
    for (const _ of blocks);
    const measured = measureLists({ lists, relevant: on.interactions, metrics: [name] });
    return measured.metrics[name];
  };
}
