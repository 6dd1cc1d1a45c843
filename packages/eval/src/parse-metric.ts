import { didYouMean, HnlmError } from '@hnlm/core';
import type { Metric } from './metric.ts';
import { metrics } from './metrics.ts';

/** A metric with its cut-off. */
export interface ParsedMetric {
  /** The name that results carry, such as `NDCG@20`, however it was spelled. */
  readonly name: string;
  readonly k: number;
  readonly measure: Metric;
}

/**
 * Reads a metric such as `NDCG@20`; case does not matter.
 *
 * @throws HnlmError `METRIC_FORMAT` without a cut-off, `METRIC_UNKNOWN` for an unknown name
 * @example
 * ```ts
 * parseMetric('ndcg@20').name; // 'NDCG@20'
 * ```
 */
export function parseMetric(text: string): ParsedMetric {
  const match = /^\s*([^@\s]+)\s*@\s*([1-9]\d*)\s*$/.exec(text);
  if (match === null) {
    throw new HnlmError(`"${text}" is not a metric with a cut-off`, {
      code: 'METRIC_FORMAT',
      hint: 'Write the name, "@" and how many ranks count, such as NDCG@20.',
      evidence: { metric: text },
    });
  }
  return metricAt(match[1], Number(match[2]));
}

/**
 * Looks up a metric by its name alone and joins it with a cut-off.
 *
 * @throws HnlmError `METRIC_UNKNOWN`
 */
export function metricAt(name: string, k: number): ParsedMetric {
  const known = Object.keys(metrics);
  const label = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (label === undefined) {
    throw new HnlmError(`unknown metric "${name}"`, {
      code: 'METRIC_UNKNOWN',
      hint: didYouMean(name, known),
      evidence: { metric: name },
    });
  }
  return { name: `${label}@${k}`, k, measure: metrics[label] };
}
