import { HnlmError } from '@hnlm/core';
import { expect, test } from 'vitest';
import { metrics } from './metrics.ts';
import { parseMetric } from './parse-metric.ts';

test('the name that results carry does not depend on how the metric was spelled', () => {
  expect(parseMetric('ndcg@20')).toEqual({ name: 'NDCG@20', k: 20, measure: metrics.NDCG });
  expect(parseMetric(' HIT @ 5 ').name).toBe('Hit@5');
});

function errorOf(text: string): HnlmError {
  try {
    parseMetric(text);
  } catch (error) {
    if (HnlmError.isInstance(error)) return error;
  }
  throw new Error(`"${text}" was accepted`);
}

test('a mistyped name is answered with the near one', () => {
  const error = errorOf('recal@20');
  expect(error.code).toBe('METRIC_UNKNOWN');
  expect(error.hint).toContain('Did you mean "Recall"?');
});

test.each(['ndcg', 'ndcg@', 'ndcg@0', 'ndcg@1.5', '@20', 'ndcg@20x'])('"%s" lacks a cut-off', (text) => {
  expect(errorOf(text).code).toBe('METRIC_FORMAT');
});
