import { HnlmError } from '@hnlm/core';
import { expect, test } from 'vitest';
import { metrics } from './metrics.ts';
import { metricAt, parseMetric } from './parse-metric.ts';

test('the name that results carry does not depend on how the metric was spelled', () => {
  expect(parseMetric('ndcg@20')).toEqual({
    name: 'NDCG@20',
    k: 20,
    ranks: 20,
    of: 'user',
    measure: metrics.NDCG,
  });
  expect(parseMetric('coverage@5')).toMatchObject({ name: 'Coverage@5', of: 'lists' });
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

test('a name that looks behind its cut-off says how far', () => {
  expect(parseMetric('ngcf-ndcg@20 (of@100)')).toMatchObject({
    name: 'NGCF-NDCG@20(of@100)',
    k: 20,
    ranks: 100,
  });
  expect(parseMetric('NGCF-NDCG@20(of@20)').name).toBe('NGCF-NDCG@20');
});

test.each(['NDCG@20(of@100)', 'NGCF-NDCG@20(of@10)', 'Recall@20(sampled@99)', 'Recall@20(top@30)'])(
  '"%s" is no metric of top-k lists',
  (text) => {
    expect(errorOf(text).code).toBe('METRIC_FORMAT');
  },
);

test('the hint at a sampled name tells where those are', () => {
  expect(errorOf('Recall@20(sampled@99)').hint).toContain('evaluateSampled');
});

test.each([0, -1, 1.5, Number.NaN])('a cut-off of %s is refused', (k) => {
  expect(() => metricAt('recall', k)).toThrow(`Recall cannot be cut off at ${k}`);
});
