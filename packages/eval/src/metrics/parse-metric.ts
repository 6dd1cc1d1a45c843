import { didYouMean, HnlmError } from '@hnlm/core';
import type { Metric } from './metric.ts';
import { metrics, publishedVariants, systemMetrics } from './metrics.ts';
import type { SystemMetric } from './system-metric.ts';

/** A metric with its cut-off. */
export type ParsedMetric = {
  /** The name that results carry, such as `NDCG@20`, however it was spelled. */
  readonly name: string;
  readonly k: number;
  /** How many ranks it looks at: `k`, or more where the name says so (`NGCF-NDCG@20(of@100)`). */
  readonly ranks: number;
} & (
  | { readonly of: 'user'; readonly measure: Metric }
  | { readonly of: 'lists'; readonly measure: SystemMetric }
);

const ofUser: Readonly<Record<string, Metric>> = { ...metrics, ...publishedVariants.user };
const ofLists: Readonly<Record<string, SystemMetric>> = { ...systemMetrics, ...publishedVariants.system };
const known = [...Object.keys(ofUser), ...Object.keys(ofLists)];

/** The only metric whose value at k depends on ranks behind k. */
const looksFurther = 'NGCF-NDCG';

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
  const match = /^([^@\s]+)@([1-9]\d*)(?:\(([a-z]+)@([1-9]\d*)\))?$/i.exec(text.replaceAll(/\s+/g, ''));
  if (match === null) {
    throw new HnlmError(`"${text}" is not a metric with a cut-off`, {
      code: 'METRIC_FORMAT',
      hint: 'Write the name, "@" and how many ranks count, such as NDCG@20.',
      evidence: { metric: text },
    });
  }
  const [, name, cutOff, addition, number] = match;
  const metric = metricAt(name, Number(cutOff));
  return addition === undefined ? metric : withAddition(metric, addition.toLowerCase(), Number(number));
}

/**
 * Looks up a metric by its name alone and joins it with a cut-off.
 *
 * @throws HnlmError `METRIC_UNKNOWN`; `METRIC_FORMAT` if `k` is no whole number above 0
 */
export function metricAt(name: string, k: number): ParsedMetric {
  const label = known.find((candidate) => candidate.toLowerCase() === name.trim().toLowerCase());
  if (label === undefined) {
    throw new HnlmError(`unknown metric "${name}"`, {
      code: 'METRIC_UNKNOWN',
      hint: didYouMean(name, known),
      evidence: { metric: name },
    });
  }
  if (!(Number.isSafeInteger(k) && k >= 1)) {
    throw new HnlmError(`${label} cannot be cut off at ${k}`, {
      code: 'METRIC_FORMAT',
      hint: 'A cut-off is a whole number from 1.',
      evidence: { metric: label, k },
    });
  }
  const parsed = { name: `${label}@${k}`, k, ranks: k };
  return label in ofUser
    ? { ...parsed, of: 'user', measure: ofUser[label] }
    : { ...parsed, of: 'lists', measure: ofLists[label] };
}

/** Reads what stands in brackets behind the cut-off. */
function withAddition(metric: ParsedMetric, addition: string, number: number): ParsedMetric {
  if (addition === 'of' && number >= metric.k && metric.name.startsWith(looksFurther)) {
    return number === metric.k ? metric : { ...metric, name: `${metric.name}(of@${number})`, ranks: number };
  }
  throw new HnlmError(`"${metric.name}(${addition}@${number})" cannot be measured on top-k lists`, {
    code: 'METRIC_FORMAT',
    hint:
      addition === 'sampled'
        ? 'Sampled metrics rank among drawn items: see evaluateSampled.'
        : `Only ${looksFurther} looks behind its cut-off: ${looksFurther}@20(of@100) for lists of 100.`,
    evidence: { metric: metric.name, addition, number },
  });
}
