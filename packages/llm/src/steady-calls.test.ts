import { setTimeout as sleep } from 'node:timers/promises';
import { HnlmError } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import type { ChatModel, ChatReply } from './chat-model.ts';
import { createPauseGate } from './pause-gate.ts';
import { type SteadySettings, steadyCalls, type Work } from './steady-calls.ts';

const reply: ChatReply = { text: '{}', finish: 'stop', usage: { promptTokens: 5, completionTokens: 5 } };
const unreachable = new HnlmError('nothing answers', {
  code: 'LLM_UNREACHABLE',
  evidence: { retryable: true },
});
const crashed = new HnlmError('answered 500', {
  code: 'LLM_REQUEST',
  evidence: { status: 500, retryable: true },
});

/** A model that fails as `fault` says of the number of the request and its text. */
function failing(fault: (request: number, user: string) => Error | undefined) {
  const seen: string[] = [];
  const model: ChatModel = {
    identity: async () => ({ provider: 'test', model: 'failing' }),
    async generate({ messages }) {
      seen.push(messages[0].content);
      await sleep(1);
      const error = fault(seen.length, messages[0].content);
      if (error) throw error;
      return reply;
    },
  };
  return { model, seen };
}

const asking = (content: string): Work<ChatModel, ChatReply> => ({
  tokens: 10,
  run: (model, options) => model.generate({ messages: [{ role: 'user', content }] }, options),
  produced: ({ usage }) => usage.completionTokens,
});

const never = new AbortController().signal;

function callAll(model: ChatModel, count: number, settings: Partial<SteadySettings> = {}) {
  const calls = steadyCalls(model, { concurrency: 4, delay: () => 0, firstWait: 20, ...settings });
  return Array.from({ length: count }, (_, n) => calls.call(asking(String(n)), never, never));
}

test('waits for a server that went away, without asking it all the time, and goes on when it is back', async () => {
  let back = false;
  const { model, seen } = failing((request) => (request > 5 && !back ? unreachable : undefined));
  const waits: (string | undefined)[] = [];
  const calls = callAll(model, 12, {
    onWait(reason) {
      waits.push(reason);
      if (reason) void sleep(50).then(() => (back = true));
    },
  });
  expect(await Promise.all(calls)).toEqual(new Array(12).fill(reply));
  expect(waits).toEqual(['nothing answers', undefined]);
  // 12 answers, 10 failures that open the breaker, those that were under way then, and the probes.
  expect(seen.length).toBeLessThan(12 + 10 + 4 + 5);
});

test('gives up a server that stays away, with one error for all', async () => {
  const { model } = failing(() => unreachable);
  const outcomes = await Promise.allSettled(callAll(model, 1, { patience: 100 }));
  expect(outcomes).toMatchObject([{ status: 'rejected', reason: { code: 'LLM_DOWN' } }]);
});

test('gives up a server that only ever says that it is busy, once patience has run out; an answer begins the count anew', async () => {
  const busy = new HnlmError('busy', { code: 'LLM_REQUEST', evidence: { status: 429, retryable: true } });
  const { model, seen } = failing((request) => (request === 8 ? undefined : busy));
  const calls = callAll(model, 30, { concurrency: 1, patience: 0 });
  const codes = (await Promise.allSettled(calls)).map((one) =>
    one.status === 'rejected' ? (one.reason as HnlmError).code : 'answered',
  );
  expect(codes.filter((code) => code === 'answered')).toHaveLength(1);
  // Ten in a row, the seven before the answer not among them.
  expect(codes).toContain('LLM_DOWN');
  expect(seen.length).toBeGreaterThanOrEqual(8 + 10);
});

test('a request on which the server breaks each time fails alone, after eight tries', async () => {
  const { model, seen } = failing((_, user) => (user === '3' ? crashed : undefined));
  const outcomes = await Promise.allSettled(callAll(model, 40));
  expect(outcomes.map(({ status }) => status)).toEqual(
    Array.from({ length: 40 }, (_, n) => (n === 3 ? 'rejected' : 'fulfilled')),
  );
  expect(seen.filter((user) => user === '3')).toHaveLength(8);
});

test('asks nothing while paused, and never more at a time than allowed', async () => {
  const gate = createPauseGate();
  gate.pause();
  let underway = 0;
  let most = 0;
  const model: ChatModel = {
    identity: async () => ({ provider: 'test', model: 'counting' }),
    async generate() {
      most = Math.max(most, ++underway);
      await sleep(1);
      underway--;
      return reply;
    },
  };
  const calls = callAll(model, 60, { gate, concurrency: 3 });
  await sleep(20);
  expect(most).toBe(0);
  gate.resume();
  await Promise.all(calls);
  expect(most).toBe(3);
});

describe('several endpoints', () => {
  const refused = new HnlmError('wrong key', { code: 'LLM_REQUEST', evidence: { status: 401 } });
  const busy = new HnlmError('busy', { code: 'LLM_REQUEST', evidence: { status: 429, retryable: true } });
  const fine = () => failing(() => undefined);
  const over = (...ends: readonly { model: ChatModel }[]): ChatModel => ({
    ...ends[0].model,
    endpoints: ends.map(({ model }) => model),
  });

  test.each([unreachable, crashed, busy])(
    'a call that one fails goes to the next at once: %s',
    async (error) => {
      const [bad, good] = [failing(() => error), fine()];
      const delay = () => {
        throw new Error('waited');
      };
      expect(await callAll(over(bad, good), 1, { delay })[0]).toEqual(reply);
      expect([bad.seen.length, good.seen.length]).toEqual([1, 1]);
    },
  );

  test('where all refuse, the call ends with that; where the other is only away, it is waited for', async () => {
    const both = callAll(
      over(
        failing(() => refused),
        failing(() => refused),
      ),
      1,
    );
    await expect(both[0]).rejects.toBe(refused);
    let back = false;
    const away = failing(() => (back ? undefined : unreachable));
    const calls = callAll(
      over(
        failing(() => refused),
        away,
      ),
      12,
      { onWait: () => void (back = true) },
    );
    expect(await Promise.all(calls)).toEqual(new Array(12).fill(reply));
  });

  test('waits only where all are away, and then gives up with one error', async () => {
    const waits: (string | undefined)[] = [];
    const onWait = (reason: string | undefined) => waits.push(reason);
    const ends = [failing(() => unreachable), failing(() => unreachable)];
    const calls = callAll(over(...ends), 4, { patience: 100, onWait });
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.some((one) => one.status === 'rejected' && one.reason.code === 'LLM_DOWN')).toBe(true);
    expect(waits[0]).toBe('nothing answers');
    // Ten to open each, those that were under way then, and the probes.
    for (const { seen } of ends) expect(seen.length).toBeLessThan(10 + 4 + 6);
  });
});
