import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { createBudget } from './budget.ts';
import type { ChatModel, ChatRequest } from './chat-model.ts';
import { type DryRun, dryRun } from './dry-run.ts';
import { type GenerateAllOptions, type GenerationEvent, generateAll } from './generate-all.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { ollama } from './ollama-chat-model.ts';
import { createPauseGate } from './pause-gate.ts';
import { recorded } from './recorded.ts';
import { parseShard } from './shard.ts';
import { type OllamaDouble, type OllamaDoubleOptions, startOllamaDouble } from './testing/ollama-double.ts';

type Profile = { summarization: string; reasoning: string };

const prompts = profilePrompts.slice(0, 20);
let folder: string;
let ledger: Ledger;
let double: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-long-run-'));
  ledger = await openLedger(folder);
  double = await startOllamaDouble({ latency: 10 });
});
afterEach(async () => {
  await ledger.close();
  await double.close();
  await rm(folder, { recursive: true });
});

async function restart(options: OllamaDoubleOptions): Promise<void> {
  await double.close();
  double = await startOllamaDouble(options);
}

const model = () => ollama({ model: 'llama3.1:8b', host: double.url });

function generate(options: Partial<GenerateAllOptions<Profile>> = {}) {
  return generateAll({ model: model(), ledger, task: profileTask, prompts, ...options });
}

const chats = () => double.counters.requests['/api/chat'] ?? 0;

/** A model that answers at once, with usage as given, or throws what `trouble` returns. */
function instant(usage = { promptTokens: 100, completionTokens: 20 }, trouble?: (user: string) => unknown) {
  const requests: ChatRequest[] = [];
  const model: ChatModel = {
    identity: async () => ({ provider: 'test', model: 'instant' }),
    async generate(request) {
      requests.push(request);
      const error = trouble?.(request.messages[1].content);
      if (error) throw error;
      return { text: '{"summarization":"a","reasoning":"b"}', finish: 'stop', usage };
    },
  };
  return { model, requests };
}

describe('drain', () => {
  test('lets requests under way finish, stores them and asks nothing more', async () => {
    const controller = new AbortController();
    const stopped = generate({
      drain: controller.signal,
      onEvent: ({ done }) => done === 5 && controller.abort(new Error('Ctrl-C')),
    });
    await expect(stopped).rejects.toThrow('Ctrl-C');
    expect(double.counters.aborted).toBe(0);
    expect(ledger.size).toBe(chats());
    expect(ledger.size).toBeGreaterThanOrEqual(5);
    expect(ledger.size).toBeLessThan(12);
    await generate();
    expect(chats()).toBe(20);
  });

  test('does not wait for retries', async () => {
    const busy = new HnlmError('busy', {
      code: 'LLM_REQUEST',
      evidence: { status: 503, retryable: true, retryAfter: 600_000 },
    });
    const controller = new AbortController();
    const { model } = instant(undefined, () => {
      setImmediate(() => controller.abort(new Error('Ctrl-C')));
      return busy;
    });
    await expect(generate({ model, drain: controller.signal })).rejects.toThrow('Ctrl-C');
  });
});

describe('pause', () => {
  test('lets requests under way finish and begins no other until resumed', async () => {
    const gate = createPauseGate();
    let done = 0;
    const all = generate({
      gate,
      onEvent: (event) => {
        done = event.done;
        if (done === 4) gate.pause();
      },
    });
    await expect.poll(() => done).toBeGreaterThanOrEqual(4);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const asked = chats();
    expect(asked).toBeLessThan(12);
    expect(ledger.size).toBe(asked);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(chats()).toBe(asked);
    expect(gate.paused).toBe(true);
    gate.resume();
    expect((await all).every(({ status }) => status === 'ok')).toBe(true);
    expect(chats()).toBe(20);
  });

  test('tells when what was under way has come to rest', async () => {
    const gate = createPauseGate();
    let rest: Promise<void> | undefined;
    let atRest = 0;
    const events: GenerationEvent[] = [];
    const started = performance.now();
    const all = generate({
      gate,
      onEvent: (event) => {
        events.push(event);
        if (event.done !== 4) return;
        rest = gate.pause().then(() => {
          atRest = chats();
        });
      },
    });
    await expect.poll(() => atRest).toBeGreaterThanOrEqual(4);
    expect(gate.underway).toBe(0);
    // Much longer than the work took until here, whatever that was.
    const pause = 200 + 10 * (performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, pause));
    expect(chats()).toBe(atRest);
    gate.resume();
    await rest;
    await all;
    expect(gate.pausedFor).toBeGreaterThan(pause - 10);
    // The pause is no time that the server took.
    const afterwards = events.find(({ done }) => done === atRest + 1)!;
    expect(afterwards.eta!).toBeLessThan(((20 - afterwards.done) / afterwards.done) * pause);
  });

  test('a pause that is taken back is not waited for', async () => {
    const gate = createPauseGate();
    const { promise, resolve } = Promise.withResolvers<void>();
    const request = gate.through(() => promise);
    const paused = gate.pause();
    gate.resume();
    await paused;
    expect(gate.paused).toBe(false);
    resolve();
    await request;
    await gate.pause();
    expect(gate.paused).toBe(true);
  });

  test('a paused run ends at its signals', async () => {
    const gate = createPauseGate();
    gate.pause();
    for (const option of ['signal', 'drain']) {
      const stopped = generate({ gate, [option]: AbortSignal.timeout(30) });
      await expect(stopped).rejects.toThrow(/timeout/);
    }
    expect(chats()).toBe(0);
  });
});

describe('budget', () => {
  test('stops when the tokens are used up, keeps what was answered, and goes on with more', async () => {
    const { model, requests } = instant();
    await expect(generate({ model, maxTokens: 600, concurrency: 1 })).rejects.toMatchObject({
      code: 'LLM_BUDGET',
      evidence: { tokens: 600 },
    });
    expect([requests.length, ledger.size]).toEqual([5, 5]);
    // What the ledger answers costs nothing.
    await expect(generate({ model, maxTokens: 600, concurrency: 1 })).rejects.toMatchObject({
      code: 'LLM_BUDGET',
    });
    expect(requests.length).toBe(10);
    expect(await generate({ model, maxTokens: 1200, concurrency: 1 })).toHaveLength(20);
  });

  test('goes over by no more than the requests under way', async () => {
    const { model, requests } = instant();
    await expect(generate({ model, maxTokens: 600, concurrency: 3 })).rejects.toMatchObject({
      code: 'LLM_BUDGET',
    });
    expect(requests.length).toBeLessThanOrEqual(5 + 3);
    expect(ledger.size).toBe(requests.length);
  });

  test('counts money by the given price', async () => {
    const { model, requests } = instant();
    const events: GenerationEvent[] = [];
    const price = { prompt: 1000, completion: 5000 };
    const run = generate({
      model,
      price,
      maxCost: 0.9,
      concurrency: 1,
      onEvent: (event) => events.push(event),
    });
    // 100 * 0.001 + 20 * 0.005 = 0.2 a request.
    await expect(run).rejects.toMatchObject({ code: 'LLM_BUDGET' });
    expect(requests.length).toBe(5);
    expect(events.at(-1)?.cost).toBeCloseTo(1, 10);
    expect(events.at(-1)?.tokens).toBe(600);
    await expect(generate({ model, maxCost: 1 })).rejects.toMatchObject({ code: 'LLM_PRICE' });
  });

  test('one that several runs share is used up once, also by a model of another price', async () => {
    const { model, requests } = instant();
    const budget = createBudget({ maxCost: 1, price: { prompt: 1000, completion: 5000 } });
    const first = generate({ model, prompts: prompts.slice(0, 4), budget, concurrency: 1 });
    expect(await first).toHaveLength(4);
    expect(budget.cost).toBeCloseTo(0.8, 10);
    const events: GenerationEvent[] = [];
    // Half the price: 0.1 a request, of which two are left.
    const cheaper = budget.at({ prompt: 500, completion: 2500 });
    const second = generate({
      model,
      budget: cheaper,
      concurrency: 1,
      onEvent: (event) => events.push(event),
    });
    await expect(second).rejects.toMatchObject({ code: 'LLM_BUDGET', message: /1 of 1/ });
    expect(requests.length).toBe(6);
    expect(events.at(-1)).toMatchObject({ fromLedger: 4, tokens: 240 });
    expect(events.at(-1)?.cost).toBeCloseTo(0.2, 10);
    // What the ledger has costs nothing; the first request beyond is not made.
    expect(await generate({ model, prompts: prompts.slice(0, 6), budget })).toHaveLength(6);
    await expect(generate({ model, budget })).rejects.toMatchObject({ code: 'LLM_BUDGET' });
    expect(requests.length).toBe(6);
  });

  test('holds for servers that report no counts, by the characters', async () => {
    const { model, requests } = instant({ promptTokens: 0, completionTokens: 0 });
    const [{ user }] = prompts;
    const each = Math.ceil(profileTask.system.length / 4) + Math.ceil(user.length / 4) + Math.ceil(37 / 4);
    await expect(generate({ model, maxTokens: 4 * each, concurrency: 1 })).rejects.toMatchObject({
      code: 'LLM_BUDGET',
    });
    expect(requests.length).toBe(4);
  });
});

describe('dryRun', () => {
  test('counts requests, estimates the rest, and asks nothing', async () => {
    const options = { model: model(), ledger, task: profileTask, prompts: [...prompts, ...prompts] };
    const price = { prompt: 2, completion: 10 };
    const first = await dryRun({ ...options, price });
    const promptTokens = prompts.reduce(
      (sum, { user }) => sum + Math.ceil(profileTask.system.length / 4) + Math.ceil(user.length / 4),
      0,
    );
    const expected: DryRun<Profile> = {
      isEstimate: true,
      requests: 20,
      fromLedger: 0,
      promptTokens,
      completionTokens: 20 * 100,
      cost: (promptTokens * 2 + 2000 * 10) / 1e6,
      generations: new Array(40).fill(undefined),
    };
    expect(first).toEqual(expected);
    expect(chats()).toBe(0);

    const answered = await generate({ prompts: prompts.slice(0, 8) });
    let tokens = 0;
    for await (const [, { reply }] of ledger.entries()) tokens += reply.usage.completionTokens;
    const open = new Array(12).fill(undefined);
    expect(await dryRun(options)).toMatchObject({
      requests: 12,
      fromLedger: 8,
      completionTokens: Math.round((12 * tokens) / 8),
      generations: [...answered, ...open, ...answered, ...open],
    });
    expect(chats()).toBe(8);
  });

  test('of a shard counts its requests alone, and returns what the ledger has of all', async () => {
    const answered = await generate({ prompts: prompts.slice(0, 8) });
    const counts = ['1/2', '2/2'].map(async (shard) => {
      const run = await dryRun({
        model: model(),
        ledger,
        task: profileTask,
        prompts,
        shard: parseShard(shard),
      });
      expect(run.generations.slice(0, 8)).toEqual(answered);
      expect(run.generations.slice(8)).toEqual(new Array(12).fill(undefined));
      return run;
    });
    const [first, second] = await Promise.all(counts);
    expect([first.requests + second.requests, first.fromLedger + second.fromLedger]).toEqual([12, 8]);
  });
});

describe('shard', () => {
  test('machines with shards of their own ask everything once, and together have it all', async () => {
    const shares: number[] = [];
    for (const text of ['1/3', '2/3', '3/3']) {
      const before = chats();
      const generations = await generate({ prompts: profilePrompts, shard: parseShard(text) });
      shares.push(chats() - before);
      const left = generations.filter(({ status }) => status === 'failed');
      expect(left.length).toBe(60 - chats());
      if (left[0]?.status === 'failed') expect(left[0].reason).toMatch(/left to another shard/);
    }
    expect(shares.reduce((sum, share) => sum + share)).toBe(60);
    // Even by hash: 20 each, with a standard deviation of 3.7.
    for (const share of shares) expect(Math.abs(share - 20)).toBeLessThan(15);
    const identity = await model().identity();
    const all = await generate({ prompts: profilePrompts, model: recorded({ identity }) });
    expect(all.every(({ status }) => status === 'ok')).toBe(true);
  });

  test.each(['0/3', '4/3', '1', '1/0', 'a/b', '-1/2', '1/2/3'])('refuses %s', (text) => {
    expect(() => parseShard(text)).toThrow(`"${text}" is no shard`);
  });
});

test.each([0, -1, 1.5, Number.NaN])('refuses a concurrency of %d', async (concurrency) => {
  await expect(generate({ concurrency })).rejects.toMatchObject({ code: 'LLM_CONCURRENCY' });
});

describe('single flight', () => {
  test('two runs at the same time ask for the same prompts once', async () => {
    const [first, second] = await Promise.all([generate(), generate()]);
    expect(chats()).toBe(20);
    expect(second).toEqual(first);
  });

  test('a run goes on with what another that was cancelled had begun', async () => {
    const controller = new AbortController();
    const cancelled = generate({ signal: controller.signal });
    const other = generate();
    await expect.poll(chats).toBeGreaterThan(0);
    controller.abort(new Error('interrupted'));
    await expect(cancelled).rejects.toThrow('interrupted');
    expect((await other).every(({ status }) => status === 'ok')).toBe(true);
  });
});

describe('one prompt that the server refuses', () => {
  const refused = (status: number) =>
    new HnlmError(`answered ${status}`, { code: 'LLM_REQUEST', evidence: { status, retryable: false } });

  test('fails alone, is not stored, and is asked again by the next run', async () => {
    const { model, requests } = instant(undefined, (user) => user === prompts[0].user && refused(400));
    const generations = await generate({ model });
    expect(generations.map(({ status }) => status)).toEqual(['failed', ...new Array(19).fill('ok')]);
    expect(ledger.size).toBe(19);
    expect(await generate({ model })).toEqual(generations);
    expect(requests.length).toBe(21);
  });

  test('ends the run where all are refused', async () => {
    const { model, requests } = instant(undefined, () => refused(400));
    await expect(generate({ model, concurrency: 1 })).rejects.toThrow('answered 400');
    expect(requests.length).toBe(10);
    await expect(generate({ model, prompts: prompts.slice(0, 1) })).rejects.toThrow('answered 400');
  });

  test.each([401, 403, 404])(
    'ends the run at once where %i says that nothing will be answered',
    async (status) => {
      const { model, requests } = instant(undefined, () => refused(status));
      await expect(generate({ model, concurrency: 1 })).rejects.toThrow(`answered ${status}`);
      expect(requests.length).toBe(1);
    },
  );
});

test('goes down when the server is busy, and gets through', async () => {
  await restart({ scenario: 'busy-503', faults: 3 });
  const limits: number[] = [];
  const generations = await generate({
    concurrency: 8,
    prompts: profilePrompts,
    onEvent: ({ concurrency }) => limits.push(concurrency),
  });
  expect(generations.every(({ status }) => status === 'ok')).toBe(true);
  expect(limits[0]).toBe(1);
  expect(Math.max(...limits)).toBeGreaterThan(1);
  expect(Math.max(...limits)).toBeLessThanOrEqual(8);
});

test('tells the time left, from what was asked and not from what the ledger gave', async () => {
  await restart({ latency: 30, parallel: 2 });
  await generate({ prompts: prompts.slice(0, 10) });
  const events: GenerationEvent[] = [];
  const started = performance.now();
  await generate({ concurrency: 2, onEvent: (event) => events.push(event) });
  const took = performance.now() - started;
  expect(events.slice(0, 10).every(({ eta }) => eta === undefined)).toBe(true);
  const halfway = events[14].eta!;
  expect(halfway).toBeGreaterThan(took / 5);
  expect(halfway).toBeLessThan(took);
  expect(events.at(-1)?.eta).toBe(0);
});
