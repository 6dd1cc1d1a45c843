import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { type ChatModel, type GenerationTask, generateAll, openAICompatible, openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { type DoubleScenario, doubleScenarios, startOllamaDouble } from '@hnlm/llm/testing';
import { z } from 'zod';
import type { Check } from '../check.ts';

const prompts = Array.from({ length: 24 }, (_, n) => ({
  user: JSON.stringify({ title: `Green tea number ${n} from Uji`, description: 'A fine tea.' }),
}));

const task: GenerationTask<{ summarization: string; reasoning: string }> = {
  name: 'profile',
  version: '1',
  system: 'The user message is JSON about a product. Reply {"summarization": "...", "reasoning": "..."}.',
  schema: z.strictObject({ summarization: z.string().min(1), reasoning: z.string().min(1) }),
  maxTokens: 400,
  abstained: ({ summarization }) => summarization === 'None',
  check(value) {
    for (const text of Object.values(value)) {
      if (text.split(/\s+/).length > 100) return 'a text had more than 100 words';
      if (/https?:|\S@\S/.test(text)) return 'a text held an address';
    }
    return undefined;
  },
};

/** How every prompt ends, or the code with which the run ends. */
type Ending = 'ok' | 'failed' | 'abstained' | 'mixed' | `LLM_${string}`;

/** What each scenario must come to, in both protocols. */
const endings: Readonly<Record<DoubleScenario, Ending>> = {
  ok: 'ok',
  'slow-tokens': 'ok',
  'slow-load': 'ok',
  none: 'abstained',
  'fenced-json': 'ok',
  'think-tags-in-content': 'ok',
  'think-end-only': 'ok',
  'two-objects': 'failed',
  'prose-around-json': 'ok',
  'wrong-schema': 'failed',
  'wrong-schema-once': 'ok',
  'over-word-limit': 'failed',
  'injection-obeyed': 'failed',
  'empty-content': 'failed',
  'thinking-only': 'failed',
  length: 'failed',
  'whitespace-flood': 'failed',
  unfinished: 'failed',
  'truncated-json': 'LLM_DOWN',
  aborted: 'failed',
  refused: 'failed',
  'content-filter': 'failed',
  'context-drop': 'failed',
  'busy-503': 'ok',
  'loading-503': 'ok',
  'busy-429': 'ok',
  'runner-died-500': 'ok',
  'oom-500': 'ok',
  'html-502': 'ok',
  'stream-error-line': 'ok',
  'reset-before-headers': 'ok',
  'reset-mid-body': 'ok',
  '404': 'LLM_MODEL_MISSING',
  '401': 'LLM_REQUEST',
  '402': 'LLM_QUOTA',
  'nan-embedding': 'ok',
  'short-embeddings': 'ok',
  mixed: 'mixed',
};

/** Every way in which a server fails, over real HTTP: retried, failed with a reason, or abstained. */
export const doubleScenarioCheck: Check = {
  name: 'double-scenarios',
  about:
    'every scenario of the server double, in both protocols: how the prompts end, and that no wrong row is stored',
  async run(log) {
    const results = [];
    for (const scenario of doubleScenarios) {
      for (const protocol of ['ollama', 'openai'] as const) {
        const wanted = endings[scenario];
        const result = await runScenario(scenario, protocol);
        const pass = result.ending === wanted && result.wrong === 0;
        if (!pass) log(`${scenario}, ${protocol}: ${JSON.stringify(result)}, wanted ${wanted}`);
        results.push({ scenario, protocol, ...result, wanted, pass });
      }
    }
    return {
      pass: results.every(({ pass }) => pass),
      figures: {
        scenarios: doubleScenarios.length,
        runs: results.length,
        results: results.map(({ scenario, protocol, ending, requests, seconds, pass }) => ({
          scenario,
          protocol,
          ending,
          requests,
          seconds,
          pass,
        })),
      },
    };
  },
};

async function runScenario(scenario: DoubleScenario, protocol: 'ollama' | 'openai') {
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-scenario-'));
  const double = await startOllamaDouble({ scenario, faults: 6 });
  const ledger = await openLedger(folder);
  const started = performance.now();
  const model: ChatModel =
    protocol === 'ollama'
      ? ollama({ model: 'llama3.1:8b', host: double.url })
      : openAICompatible({ model: 'llama3.1:8b', baseUrl: `${double.url}/v1`, apiKeyEnv: 'NO_KEY' });
  let ending: Ending;
  let wrong = 0;
  try {
    const generations = await generateAll({ model, ledger, task, prompts, patience: 3000 });
    const statuses = new Set(generations.map(({ status }) => status));
    ending = statuses.size === 1 ? [...statuses][0] : 'mixed';
    for (const generation of generations) {
      if (generation.status === 'failed' && generation.reason === '') wrong++;
      if (generation.status !== 'ok') continue;
      const { value } = generation;
      // The double answers with the words of the prompt: a value without them is of another row.
      if (!task.schema.safeParse(value).success || task.check?.(value, prompts[0]) !== undefined) wrong++;
    }
    if (ending === 'ok') {
      const rows = generations.map((one, n) => ({ one, prompt: prompts[n].user }));
      for (const { one, prompt } of rows) {
        const title = (JSON.parse(prompt) as { title: string }).title;
        if (one.status === 'ok' && !one.value.summarization.includes(title)) wrong++;
      }
    }
  } catch (error) {
    ending = HnlmError.isInstance(error) ? (error.code as Ending) : (`LLM_${String(error)}` as Ending);
  } finally {
    await ledger.close();
    await double.close();
    await rm(folder, { recursive: true });
  }
  const requests = Object.entries(double.counters.requests)
    .filter(([path]) => /chat/.test(path))
    .reduce((sum, [, count]) => sum + count, 0);
  return { ending, wrong, requests, seconds: Math.round((performance.now() - started) / 10) / 100 };
}
