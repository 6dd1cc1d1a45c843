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
  silent: 'ok',
  'rate-limited': 'ok',
  '404': 'LLM_MODEL_MISSING',
  '401': 'LLM_REQUEST',
  '402': 'LLM_QUOTA',
  'nan-embedding': 'ok',
  'short-embeddings': 'ok',
  mixed: 'mixed',
};

/** Scenarios of a server that does nothing else, next to one that works: every prompt must be answered. */
const besideAnother: readonly DoubleScenario[] = [
  'busy-503',
  'busy-429',
  'runner-died-500',
  'html-502',
  'stream-error-line',
  'reset-before-headers',
  'reset-mid-body',
  'truncated-json',
  'silent',
  'rate-limited',
  '404',
  '401',
];

/** Every way in which a server fails, over real HTTP: retried, failed with a reason, or abstained. */
export const doubleScenarioCheck: Check = {
  name: 'double-scenarios',
  about:
    'every scenario of the server double, in both protocols and beside a server that works: how the prompts end, and that no wrong row is stored',
  async run(log) {
    const runs = [
      ...doubleScenarios.map((scenario) => ({ scenario, servers: 1, wanted: endings[scenario] })),
      ...besideAnother.map((scenario) => ({ scenario, servers: 2, wanted: 'ok' as const })),
    ];
    const results = [];
    for (const { scenario, servers, wanted } of runs) {
      for (const protocol of ['ollama', 'openai'] as const) {
        const result = await runScenario(scenario, protocol, servers);
        const { ending, wrong, refused, requests, seconds } = result;
        // Limits that a server tells are kept, not run into.
        const pass = ending === wanted && wrong === 0 && (scenario !== 'rate-limited' || refused === 0);
        if (!pass) log(`${scenario}, ${protocol}, ${servers}: ${JSON.stringify(result)}, wanted ${wanted}`);
        results.push({ scenario, protocol, servers, ending, requests, seconds, pass });
      }
    }
    return {
      pass: results.every(({ pass }) => pass),
      figures: { scenarios: doubleScenarios.length, runs: results.length, results },
    };
  },
};

async function runScenario(scenario: DoubleScenario, protocol: 'ollama' | 'openai', servers: number) {
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-scenario-'));
  const double = await startOllamaDouble({ scenario, faults: servers === 1 ? 6 : Infinity });
  const others = servers === 1 ? [] : [await startOllamaDouble()];
  const urls = [double, ...others].map(({ url }) => url);
  const ledger = await openLedger(folder);
  const started = performance.now();
  const limits = { model: 'llama3.1:8b', timeout: 1000 };
  const model: ChatModel =
    protocol === 'ollama'
      ? ollama({ ...limits, host: urls })
      : openAICompatible({ ...limits, baseUrl: urls.map((url) => `${url}/v1`), apiKeyEnv: 'NO_KEY' });
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
    for (const server of [double, ...others]) await server.close();
    await rm(folder, { recursive: true });
  }
  const requests = Object.entries(double.counters.requests)
    .filter(([path]) => /chat/.test(path))
    .reduce((sum, [, count]) => sum + count, 0);
  const refused = requests - Object.values(double.counters.prompts).reduce((sum, count) => sum + count, 0);
  const seconds = Math.round((performance.now() - started) / 10) / 100;
  return { ending, wrong, requests, refused, seconds };
}
