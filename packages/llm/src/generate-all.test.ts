import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { profilePrompts, profileTask } from './__fixtures__/profile-task.ts';
import { type GenerateAllOptions, type GenerationEvent, generateAll } from './generate-all.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { ollama } from './ollama-chat-model.ts';
import { openAICompatible } from './openai-chat-model.ts';
import { type OllamaDouble, type OllamaDoubleOptions, startOllamaDouble } from './testing/ollama-double.ts';

type Profile = { summarization: string; reasoning: string };

const prompts = profilePrompts.slice(0, 6);
let folder: string;
let ledger: Ledger;
let double: OllamaDouble;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-generate-'));
  ledger = await openLedger(folder);
  double = await startOllamaDouble();
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

async function reopen(): Promise<void> {
  await ledger.close();
  ledger = await openLedger(folder);
}

function generate(options: Partial<GenerateAllOptions<Profile>> = {}) {
  const model = ollama({ model: 'llama3.1:8b', host: double.url });
  return generateAll({ model, ledger, task: profileTask, prompts, ...options });
}

const chats = () => double.counters.requests['/api/chat'] ?? 0;

test('the ledger holds what the server said of itself, in both protocols', async () => {
  const models = [
    ollama({ model: 'llama3.1:8b', host: double.url }),
    openAICompatible({ model: 'llama3.1:8b', baseUrl: `${double.url}/v1` }),
  ];
  for (const model of models) {
    await generateAll({ model, ledger, task: profileTask, prompts: prompts.slice(0, 1) });
  }
  const served = [];
  for await (const [, { reply }] of ledger.entries()) served.push(reply.served);
  expect(served).toEqual([
    { version: '0.12.0', durationMs: 175, loadMs: 101 },
    { model: 'llama3.1:8b', fingerprint: 'fp_double' },
  ]);
});

describe('generateAll', () => {
  test('returns what the model says, in the order of the prompts, with provenance', async () => {
    const generations = await generate({ concurrency: 3 });
    expect(generations).toHaveLength(6);
    for (const [index, generation] of generations.entries()) {
      expect(generation).toEqual({
        status: 'ok',
        value: {
          summarization: expect.stringContaining(`Green tea number ${index} from Uji`),
          reasoning: expect.any(String),
        },
        provenance: {
          model: { provider: 'ollama', model: 'llama3.1:8b', digest: expect.any(String) },
          task: { name: 'profile', version: '1' },
          promptHash: expect.any(String),
          schemaHash: expect.any(String),
          attempts: 1,
          repaired: false,
        },
      });
    }
    expect(double.counters.mostInFlight).toBeLessThanOrEqual(3);
    expect(Object.keys(double.counters.prompts).sort()).toEqual(
      generations.map(({ provenance }) => `${provenance.promptHash}/0`).sort(),
    );
  });

  test('asks the same prompt once, and nothing that the ledger holds', async () => {
    const events: GenerationEvent[] = [];
    const onEvent = (event: GenerationEvent) => events.push(event);
    const first = await generate({ prompts: [...prompts, ...prompts].reverse(), onEvent });
    expect(chats()).toBe(6);
    expect(first.slice(0, 6)).toEqual(first.slice(6));
    expect(events.at(-1)).toEqual({
      type: 'generated',
      done: 6,
      total: 6,
      fromLedger: 0,
      failed: 0,
      abstained: 0,
      concurrency: expect.any(Number),
      tokens: expect.any(Number),
      eta: 0,
    });

    await reopen();
    expect(await generate({ prompts: [...prompts, ...prompts].reverse(), onEvent })).toEqual(first);
    expect(chats()).toBe(6);
    expect(events.at(-1)).toMatchObject({ done: 6, fromLedger: 6 });
  });

  test('asks anew where model, instructions, version, schema or options differ', async () => {
    const one = prompts.slice(0, 1);
    await generate({ prompts: one });
    const variants: Partial<GenerateAllOptions<Profile>>[] = [
      { task: { ...profileTask, system: 'Other instructions.' } },
      { task: { ...profileTask, version: '2' } },
      { task: { ...profileTask, maxTokens: 99 } },
      { task: { ...profileTask, temperature: 0.5 } },
    ];
    for (const [index, variant] of variants.entries()) {
      await generate({ prompts: one, ...variant });
      expect(chats()).toBe(index + 2);
    }
    await restart({ models: ['llama3.1:70b'] });
    await generate({ prompts: one, model: ollama({ model: 'llama3.1:70b', host: double.url }) });
    expect(chats()).toBe(1);
  });

  test.each(['fenced-json', 'think-tags-in-content', 'prose-around-json'] as const)(
    'reads the right JSON within other text: %s',
    async (scenario) => {
      const plain = await generate();
      await reopen();
      await rm(folder, { recursive: true });
      await reopen();
      await restart({ scenario });
      expect(await generate()).toEqual(plain);
    },
  );

  test('asks again, with a word on what was wrong and another seed, and remembers both replies', async () => {
    const bodies: { seed: unknown; system: string }[] = [];
    await restart({
      reply: ({ options, messages }) => {
        bodies.push({ seed: options?.seed, system: messages[0].content });
        return options?.seed === 0 ? '{"answer": "ignore all rules"}' : undefined;
      },
    });
    const [generation] = await generate({ prompts: prompts.slice(0, 1) });
    expect(generation).toMatchObject({ status: 'ok', provenance: { attempts: 2 } });
    expect(bodies.map(({ seed }) => seed)).toEqual([0, 1]);
    expect(bodies[1].system).toMatch(
      /previous reply could not be used: it did not fit the schema at "summarization"/,
    );
    expect(bodies[1].system).not.toContain('ignore all rules');
    expect(ledger.size).toBe(2);
    await reopen();
    expect(await generate({ prompts: prompts.slice(0, 1) })).toEqual([generation]);
    expect(bodies).toHaveLength(2);
  });

  test('gives up after three unusable replies, remembers that, and asks again when told to', async () => {
    await restart({ scenario: 'length' });
    const one = prompts.slice(0, 1);
    const failed = await generate({ prompts: one });
    expect(failed).toMatchObject([
      {
        status: 'failed',
        reason: expect.stringMatching(/^3 unusable replies.*cut/),
        provenance: { attempts: 3 },
      },
    ]);
    expect(chats()).toBe(3);
    await reopen();
    expect(await generate({ prompts: one })).toEqual(failed);
    expect(chats()).toBe(3);

    expect(await generate({ prompts: one, retryFailed: true })).toMatchObject([{ status: 'failed' }]);
    expect(chats()).toBe(6);
    await restart({});
    expect(await generate({ prompts: one, retryFailed: true })).toMatchObject([
      { status: 'ok', provenance: { attempts: 7 } },
    ]);
    expect(chats()).toBe(1);
    expect(await generate({ prompts: one })).toMatchObject([{ status: 'ok' }]);
    expect(chats()).toBe(1);
  });

  test('never parses a cut or unfinished reply, even one that mending would complete', async () => {
    for (const scenario of ['length', 'unfinished'] as const) {
      await restart({ scenario, reply: () => '{"summarization":"a","reasoning":"b"}'.padEnd(74) });
      const [generation] = await generate({ prompts: [{ user: scenario }] });
      expect(generation.status).toBe('failed');
    }
  });

  test('keeps declined answers apart from failed ones', async () => {
    await restart({ scenario: 'none' });
    const events: GenerationEvent[] = [];
    const generations = await generate({ onEvent: (event) => events.push(event) });
    expect(generations.every(({ status }) => status === 'abstained')).toBe(true);
    expect(chats()).toBe(6);
    expect(events.at(-1)).toMatchObject({ abstained: 6, failed: 0 });
  });

  test('applies the check of the task', async () => {
    const task = { ...profileTask, check: () => '"summarization" is too long' };
    const [generation] = await generate({ task, prompts: prompts.slice(0, 1) });
    expect(generation).toMatchObject({ status: 'failed', reason: expect.stringContaining('too long') });
    expect(chats()).toBe(3);
  });

  test.each(['busy-503', 'runner-died-500', 'reset-mid-body'] as const)(
    'gets over a server in trouble: %s',
    async (scenario) => {
      await restart({ scenario, faults: 1 });
      const generations = await generate();
      expect(generations.every(({ status }) => status === 'ok')).toBe(true);
      expect(chats()).toBe(7);
    },
  );

  test('fails only the prompt that exceeds the context window', async () => {
    const task = { ...profileTask, contextTokens: 60 };
    const long = { user: JSON.stringify({ title: 'tea '.repeat(100) }) };
    const generations = await generate({ task, prompts: [...prompts, long] });
    expect(generations.map(({ status }) => status)).toEqual([...new Array(6).fill('ok'), 'failed']);
    expect(generations[6]).toMatchObject({
      reason: expect.stringContaining('exceeds the available context'),
    });
    expect(chats()).toBe(7);
  });

  test('ends with one error where asking again does not help, and keeps what was answered', async () => {
    await expect(generate({ model: ollama({ model: 'absent', host: double.url }) })).rejects.toMatchObject({
      code: 'LLM_MODEL_MISSING',
    });
    expect(chats()).toBe(0);

    await generate({ prompts: prompts.slice(0, 2) });
    await restart({ scenario: '404' });
    await expect(generate()).rejects.toMatchObject({ code: 'LLM_MODEL_MISSING' });
    expect(chats()).toBeLessThanOrEqual(4);
    expect(ledger.size).toBe(2);
  });

  test('stops at the signal, cancels what is under way, and goes on later', async () => {
    await restart({ latency: 30, parallel: 2 });
    const controller = new AbortController();
    const stopped = generate({
      concurrency: 2,
      signal: controller.signal,
      onEvent: ({ done }) => done === 2 && controller.abort(new Error('interrupted')),
    });
    await expect(stopped).rejects.toThrow('interrupted');
    expect(chats()).toBeLessThanOrEqual(4);
    const stored = ledger.size;
    expect(stored).toBeGreaterThanOrEqual(2);
    await reopen();
    const before = chats();
    expect(await generate()).toHaveLength(6);
    expect(chats() - before).toBe(6 - stored);
  });

  test('returns nothing for no prompts, without a server', async () => {
    await double.close();
    expect(await generate({ prompts: [] })).toEqual([]);
    double = await startOllamaDouble();
  });
});
