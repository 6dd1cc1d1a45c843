import { HnlmError } from '@hnlm/core';
import { metricAt, type ParsedMetric, parseMetric } from './parse-metric.ts';

/**
 * Joins names of metrics with each of some cut-offs; names that have a cut-off of their own stay as they are.
 *
 * @throws HnlmError `METRIC_UNKNOWN`, `METRIC_FORMAT`; `EVAL_NOTHING` if nothing comes of it
 */
export function metricsAt(names: readonly string[], at: readonly number[]): ParsedMetric[] {
  const parsed = names.flatMap((name) =>
    name.includes('@') ? [parseMetric(name)] : at.map((k) => metricAt(name, k)),
  );
  if (parsed.length > 0) return parsed;
  throw new HnlmError(`there is nothing to measure: ${names.length} metrics at ${at.length} cut-offs`, {
    code: 'EVAL_NOTHING',
    hint: 'Pass cut-offs, such as at: [10, 20], and leave `metrics` out for all of them.',
  });
}
