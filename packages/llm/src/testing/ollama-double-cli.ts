import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { DoubleScenario } from './double-scenario.ts';
import { type DoubleCounters, startOllamaDouble } from './ollama-double.ts';

/*
 * Runs the double as a process of its own until it is ended: node ollama-double-cli.ts [--port N] [--scenario
 * NAME] [--faults N] [--latency MS] [--parallel N] [--seed N] [--counters FILE] The first line on standard
 * output is its address.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    scenario: { type: 'string' },
    faults: { type: 'string' },
    latency: { type: 'string' },
    parallel: { type: 'string' },
    seed: { type: 'string' },
    counters: { type: 'string' },
  },
});
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

let writing = false;
let latest: DoubleCounters | undefined;

/**
 * Writes the counters after each request; those that come in while the file is written share the next
 * writing.
 */
async function writeCounters(counters: DoubleCounters): Promise<void> {
  latest = counters;
  if (!values.counters || writing) return;
  writing = true;
  while (latest) {
    const { requests, prompts, texts, mostInFlight, aborted } = latest;
    latest = undefined;
    const text = JSON.stringify({ requests, prompts, texts, mostInFlight, aborted });
    await writeFile(`${values.counters}.tmp`, text);
    await rename(`${values.counters}.tmp`, values.counters);
  }
  writing = false;
}

const double = await startOllamaDouble({
  scenario: values.scenario as DoubleScenario | undefined,
  faults: number(values.faults),
  latency: number(values.latency),
  parallel: number(values.parallel),
  port: number(values.port),
  seed: number(values.seed),
  onRequest: (counters) => void writeCounters(counters),
});
console.log(double.url);
