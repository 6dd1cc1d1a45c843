import { expect, it } from 'vitest';
import { type BudgetLimits, createBudget } from './budget.ts';

const price = { prompt: 1, completion: 2 };

it.each<[string, BudgetLimits]>([
  ['maxTokens', { maxTokens: Number.NaN }],
  ['maxTokens', { maxTokens: -1 }],
  ['maxCost', { maxCost: Number.NaN, price }],
  ['completion', { price: { ...price, completion: -2 } }],
])('refuses %s of %j', (name, limits) => {
  const failure = expect.objectContaining({
    code: 'LLM_LIMIT',
    message: expect.stringContaining(`${name} is `),
  });
  expect(() => createBudget(limits)).toThrow(failure);
});

it('takes no limit at all, and one of 0', () => {
  expect(createBudget({}).used).toEqual({ promptTokens: 0, completionTokens: 0 });
  expect(createBudget({ maxTokens: 0, price }).cost).toBe(0);
});
