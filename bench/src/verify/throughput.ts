import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { generateAll, openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import type { Check, Figures } from '../check.ts';
import { longPrompts, longTask } from '../long-generation.ts';

const server = fileURLToPath(
  new URL('../../../packages/llm/src/testing/ollama-double-cli.ts', import.meta.url),
);
const prompts = 5000;
const latency = 50;
const places = 16;
/** More than the server has places, so that one is never empty while an answer travels. */
const concurrency = 2 * places;

/** Others who share the processor only add to what a round takes. */
const rounds = 3;

/** Keeps a server busy, at little cost of its own. */
export const throughput: Check = {
  name: 'throughput',
  about: `${rounds} times ${prompts} prompts to a server with ${places} places and ${latency} ms a reply: at least 95 % of what it can do, under 1 ms of our CPU each in the best of them`,
  async run(log) {
    const results: Round[] = [];
    for (let n = 1; n <= rounds; n++) {
      log(`asking ${prompts} prompts, round ${n} ...`);
      results.push(await askAll());
      log(JSON.stringify(results.at(-1)));
    }
    const best = {
      shareOfBound: Math.max(...results.map((one) => one.shareOfBound)),
      cpuMillisecondsPerRequest: Math.min(...results.map((one) => one.cpuMillisecondsPerRequest)),
    };
    const complete = results.every(({ ok }) => ok === prompts);
    return {
      pass: complete && best.shareOfBound >= 0.95 && best.cpuMillisecondsPerRequest < 1,
      figures: { best, rounds: results },
    };
  },
};

interface Round extends Figures {
  readonly ok: number;
  readonly seconds: number;
  readonly boundSeconds: number;
  readonly shareOfBound: number;
  /** What a loop over fetch reaches that does nothing with the replies, before and after: how busy the machine is. */
  readonly shareOfBoundByFetchAlone: readonly number[];
  /** Of this process, HTTP client and writing to the disk included. */
  readonly cpuMillisecondsPerRequest: number;
  readonly answersBeforeFullConcurrency: number;
  readonly highestConcurrency: number;
  readonly loadAverage: number;
}

async function askAll(): Promise<Round> {
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-throughput-'));
  const double = await startServer();
  try {
    const model = ollama({ model: 'llama3.1:8b', host: double.url });
    const ledger = await openLedger(join(folder, 'ledger'));
    const limits: number[] = [];
    const asked = longPrompts(prompts);
    const bareBefore = await askBare(double.url);
    const cpuBefore = process.cpuUsage();
    const started = performance.now();
    const generations = await generateAll({
      model,
      ledger,
      task: longTask,
      prompts: asked,
      concurrency,
      onEvent: (event) => limits.push(event.concurrency),
    });
    const milliseconds = performance.now() - started;
    const { user, system } = process.cpuUsage(cpuBefore);
    await ledger.close();
    const bareAfter = await askBare(double.url);
    const bound = (prompts * latency) / places;
    return {
      ok: generations.filter(({ status }) => status === 'ok').length,
      seconds: round(milliseconds / 1000),
      boundSeconds: round(bound / 1000),
      shareOfBound: round(bound / milliseconds),
      shareOfBoundByFetchAlone: [round(bareBefore), round(bareAfter)],
      cpuMillisecondsPerRequest: round((user + system) / 1000 / prompts),
      answersBeforeFullConcurrency: limits.indexOf(Math.max(...limits)),
      highestConcurrency: Math.max(...limits),
      loadAverage: round(loadavg()[0]),
    };
  } finally {
    await double.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Asks without any of our code, and returns the share of the server's bound that this reaches. */
async function askBare(url: string): Promise<number> {
  const count = 1000;
  const bodies = longPrompts(count).map(({ user }) =>
    JSON.stringify({ model: 'llama3.1:8b', messages: [{ role: 'user', content: user }] }),
  );
  const started = performance.now();
  const take = async () => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      await (await fetch(`${url}/api/chat`, { method: 'POST', body })).text();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, take));
  return (count * latency) / places / (performance.now() - started);
}

/** Starts the server as a process of its own, so that its work is not counted as ours. */
async function startServer() {
  const flags = ['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'];
  const options = ['--latency', String(latency), '--parallel', String(places)];
  const child = spawn(process.execPath, [...flags, server, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url,
    async close() {
      child.kill();
      await once(child, 'close');
    },
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
