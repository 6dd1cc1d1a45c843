import { describe, expect, test } from 'vitest';
import * as toy from './__fixtures__/toy.ts';
import { evaluate } from './evaluate.ts';
import { validationMetric } from './validation-metric.ts';

describe('evaluate', () => {
  test('gives values by user and their means, worked out by hand', async () => {
    const result = await evaluate({
      model: toy.model,
      on: toy.test,
      at: [1, 3],
      metrics: ['recall', 'NDCG'],
    });
    // Ann: y z w of {y, w}; Bob: x y z of {z}.
    expect([...result.users]).toEqual([0, 1]);
    expect([...result.perUser['Recall@1']]).toEqual([0.5, 0]);
    expect([...result.perUser['Recall@3']]).toEqual([1, 1]);
    expect(result.perUser['NDCG@3'][0]).toBeCloseTo(1.5 / (1 + 1 / Math.log2(3)), 14);
    expect(result.perUser['NDCG@3'][1]).toBeCloseTo(0.5, 14);
    expect(result.metrics['Recall@1']).toBe(0.25);
    expect(Object.keys(result.metrics)).toEqual(['Recall@1', 'Recall@3', 'NDCG@1', 'NDCG@3']);
  });

  test('says under which protocol', async () => {
    const onTest = await evaluate({ model: toy.model, on: toy.test, at: [2] });
    expect(onTest).toMatchObject({ skippedUsers: 1, ranking: 'full', masked: 'train and validation' });
    const onValidation = await evaluate({ model: toy.model, on: toy.validation, at: [2] });
    expect(onValidation.masked).toBe('train');
  });

  test('counts the users asked for that have nothing held out', async () => {
    const users = Int32Array.of(1, 2);
    const result = await evaluate({ model: toy.model, on: toy.test, at: [1], users });
    expect([...result.users]).toEqual([1]);
    expect(result.skippedUsers).toBe(1);
  });

  test('takes metrics of all lists and names with a cut-off of their own', async () => {
    const result = await evaluate({
      model: toy.model,
      on: toy.test,
      at: [1],
      metrics: ['Recall', 'coverage', 'MicroRecall@3'],
    });
    // Ann's first is y, Bob's x.
    expect(result.metrics).toEqual({ 'Recall@1': 0.25, 'Coverage@1': 0.5, 'MicroRecall@3': 1 });
    expect(Object.keys(result.perUser)).toEqual(['Recall@1']);
  });

  test('measures the items asked for at their rank among all', async () => {
    // Only w counts, which Ann has at rank 3 and Bob does not want.
    const items = Int32Array.of(0);
    const result = await evaluate({ model: toy.model, on: toy.test, at: [3], metrics: ['mrr'], items });
    expect([...result.users]).toEqual([0]);
    expect(result).toMatchObject({ metrics: { 'MRR@3': 1 / 3 }, skippedUsers: 2, items: 1 });
  });

  test.each([
    ['no cut-off', { at: [] }, 'EVAL_NOTHING', '6 metrics at 0 cut-offs'],
    ['no metric', { metrics: [] }, 'EVAL_NOTHING', '0 metrics at 1 cut-offs'],
    ['a cut-off of 0', { at: [0, 1] }, 'METRIC_FORMAT', 'cut off at 0'],
    ['a cut-off above the number of items', { at: [5] }, 'EVAL_K', 'first 5 of 4 items'],
    ['users that hold nothing out', { users: Int32Array.of(2) }, 'EVAL_NO_USERS', 'none of the 1 users'],
    ['a user twice', { users: Int32Array.of(0, 0) }, 'EVAL_LIST', "the user's second"],
  ])('refuses %s', async (_, changes, code, message) => {
    const error = await evaluate({ model: toy.model, on: toy.test, at: [1], ...changes }).catch((e) => e);
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('validationMetric', () => {
  test('equals what evaluate says', async () => {
    const { metrics } = await evaluate({ model: toy.model, on: toy.validation, at: [3] });
    expect(metrics['NDCG@3']).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(metrics)) {
      expect(validationMetric(name.toUpperCase())(toy.model, toy.validation)).toBe(value);
    }
  });

  test('does not take a test set', () => {
    const metric = validationMetric('NDCG@3');
    // @ts-expect-error a test set must not be selected on
    const leak = () => metric(toy.model, toy.test);
    expect(leak).toBeTypeOf('function');
  });

  test('refuses an unknown metric before anything is trained', () => {
    expect(() => validationMetric('NDGC@20')).toThrow('unknown metric "NDGC"');
  });

  test.each(['Gini@20', 'Coverage@20'])('refuses %s, which no epoch should be chosen by', (metric) => {
    expect(() => validationMetric(metric)).toThrow(expect.objectContaining({ code: 'METRIC_SELECTION' }));
  });
});
