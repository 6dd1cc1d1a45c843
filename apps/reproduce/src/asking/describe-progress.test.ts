import type { GenerationEvent } from '@hnlm/llm';
import { expect, it } from 'vitest';
import { describeProgress, describeUse, formatCost, formatDuration } from './describe-progress.ts';

const event: GenerationEvent = {
  type: 'generated',
  done: 120,
  total: 3000,
  fromLedger: 0,
  failed: 0,
  abstained: 0,
  concurrency: 4,
  tokens: 0,
};

it('says what there is to say, the time left first', () => {
  expect(describeProgress(event)).toBe('120 of 3,000');
  const told = {
    ...event,
    fromLedger: 40,
    failed: 3,
    abstained: 2,
    tokens: 41_000,
    cost: 0.1234,
    eta: 725_000,
  };
  expect(describeProgress(told)).toBe(
    '120 of 3,000, 12 min left, 3 failed, 2 declined, 41,000 tokens, cost 0.123, 40 from the ledger',
  );
  expect(describeProgress({ ...event, waiting: 'it is down' })).toBe('120 of 3,000, waiting for the server');
  expect(describeProgress({ ...event, done: 3000, eta: 0 })).toBe('3,000 of 3,000');
});

it('writes times and money so that they can be read', () => {
  expect([200, 40_000, 100_000, 9_000_000].map(formatDuration)).toEqual(['1 s', '40 s', '2 min', '2.5 h']);
  expect([0.001234, 1.5, 99.99, 1234.5].map(formatCost)).toEqual(['0.00123', '1.50', '100', '1,235']);
});

it('sums up what a run used', () => {
  expect(describeUse({ used: { promptTokens: 0, completionTokens: 0 }, cost: undefined })).toBeUndefined();
  const used = { promptTokens: 12_345, completionTokens: 678 };
  expect(describeUse({ used, cost: 0.5 })).toBe(
    'Language models used 12,345 tokens of prompts and 678 of replies, cost 0.500.',
  );
});
