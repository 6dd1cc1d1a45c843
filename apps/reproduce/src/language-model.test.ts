import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { contains } from '@hnlm/core';
import { loadDataset } from '@hnlm/data';
import { type OllamaDouble, startOllamaDouble } from '@hnlm/llm/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { metricsText, readResults, runFolders } from './__fixtures__/read-run.ts';
import { type RecordingProxy, startRecordingProxy } from './__fixtures__/recording-proxy.ts';
import { runCli, startScript } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { csv, markOf, type ToyInteraction, toyInteractions, toyItems } from './__fixtures__/toy-data.ts';

type ToyPair = Pick<ToyInteraction, 'user' | 'item'>;

const models = ['--llm', 'ollama:llama3.1:8b', '--embedder', 'ollama:nomic-embed-text'];
const interactions = toyInteractions();
const folder = temporaryFolder({
  'ratings.csv': csv(interactions),
  'items.json': JSON.stringify(toyItems()),
  'users.csv': csv(
    [...new Set(interactions.map(({ user }) => user))].map((user) => ({ user, taste: 'Likes oak' })),
  ),
});
const data = [
  '--data',
  join(folder, 'ratings.csv'),
  '--format',
  'csv',
  '--items',
  join(folder, 'items.json'),
];
const short = ['--rows', 'uniform,mix', '--epochs', '2', '--seeds', '1', '--max-negatives', '60'];

describe('a run with a language model', () => {
  const out = temporaryFolder();
  const args = [...data, ...models, ...short, '--out', out];
  let double: OllamaDouble;
  let proxy: RecordingProxy;
  const counts = () => structuredClone({ ...double.counters, mostInFlight: 0 });

  beforeAll(async () => {
    double = await startOllamaDouble({ scenario: 'mixed' });
    proxy = await startRecordingProxy(double.url);
    expect(await runCli(args, { OLLAMA_HOST: proxy.url })).toMatchObject({ code: 0 });
  }, 60_000);
  afterAll(async () => {
    await proxy.close();
    await double.close();
  });

  it('says who wrote what, and never where', () => {
    const { texts } = readResults(out);
    const values = texts.map(({ value }) => value).join('\n');
    expect(values).toMatch(/of 30, by ollama:llama3\.1:8b$/m);
    expect(values).toMatch(/of 24, by ollama:llama3\.1:8b$/m);
    expect(values).toMatch(/distinct texts, by ollama:llama3\.1:8b$/m);
    expect(values).toMatch(/^ollama:nomic-embed-text, \d+ dimensions$/m);
    expect(values).not.toContain('extractive');
    expect(metricsText(out)).not.toContain(new URL(proxy.url).host);
  });

  it('sends train reviews, and nothing of those that are held out', async () => {
    const { train } = await loadDataset({
      path: join(folder, 'ratings.csv'),
      format: 'csv',
      items: join(folder, 'items.json'),
      seed: 1,
    });
    const inTrain = ({ user, item }: ToyPair) =>
      contains(train.interactions, train.users.indexOf(user) ?? -1, train.items.indexOf(item) ?? -1);
    const sent = proxy.bodies.join('\n');
    const isSent = ({ user, item }: ToyPair) => new RegExp(`${markOf(user, item)}\\b`).test(sent);
    const found = interactions.filter(isSent);
    expect(interactions.filter((one) => !inTrain(one))).toHaveLength(48);
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter((one) => !inTrain(one))).toEqual([]);
  });

  it('asks nothing a second time, and ends with the same bytes', async () => {
    const before = counts();
    const metrics = metricsText(out);
    expect(before.requests['/api/chat']).toBeGreaterThan(54);
    expect(await runCli([...args, '--fresh'], { OLLAMA_HOST: proxy.url })).toMatchObject({ code: 0 });
    const after = counts();
    expect(after.prompts).toEqual(before.prompts);
    expect(after.texts).toEqual(before.texts);
    expect(after.requests['/api/chat']).toBe(before.requests['/api/chat']);
    expect(runFolders(out)).toHaveLength(2);
    expect(metricsText(out)).toBe(metrics);
  });

  it('asks for no profile of users whose profiles were brought', async () => {
    const sentBefore = proxy.bodies.length;
    const other = temporaryFolder();
    const file = join(folder, 'users.csv');
    const ended = await runCli([...data, '--profiles', file, ...models, ...short, '--out', other], {
      OLLAMA_HOST: proxy.url,
    });
    expect(ended).toMatchObject({ code: 0 });
    const user = readResults(other).texts.find(({ name }) => name === 'User profiles');
    expect(user?.value).toBe(`24 of 24, imported from ${file}`);
    const sent = proxy.bodies.slice(sentBefore);
    expect(sent.filter((body) => body.includes('Likes oak')).length).toBeGreaterThan(30);
    // The key of the history, as it stands in a JSON string: prompts for user profiles alone have it.
    const asksForUser = (body: string) => body.includes(String.raw`{\"history\":`);
    expect(proxy.bodies.slice(0, sentBefore).some(asksForUser)).toBe(true);
    expect(sent.filter(asksForUser)).toEqual([]);
  });
});

describe('a server with trouble', () => {
  let double: OllamaDouble | undefined;
  afterEach(async () => {
    await double?.close();
    double = undefined;
  });
  const world = ['--world', 'users=20,items=20,interactions=300', ...short];

  it('that is down is named before anything is written', async () => {
    const out = join(temporaryFolder(), 'runs');
    const gone = await startOllamaDouble();
    await gone.close();
    const ended = await runCli([...world, ...models, '--out', out], { OLLAMA_HOST: gone.url });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toBe(
      `error: no Ollama server answers at ${gone.url} (ECONNREFUSED)\n` +
        'Start it with "ollama serve", or name its address in OLLAMA_HOST.\n',
    );
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['--llm', 'ollama:llama3.1:8c', 'has no model "llama3.1:8c"', 'Did you mean "llama3.1:8b"'],
    ['--embedder', 'ollama:nomic-embed', 'has no model "nomic-embed"', 'nomic-embed-text:latest'],
  ])('that lacks the model of %s %s names those it has', async (option, name, message, hint) => {
    double = await startOllamaDouble();
    const out = join(temporaryFolder(), 'runs');
    const ended = await runCli([...world, ...models, option, name, '--out', out], {
      OLLAMA_HOST: double.url,
    });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).toContain(hint);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(double.counters.requests['/api/chat']).toBeUndefined();
    expect(existsSync(out)).toBe(false);
  });

  it('at an address that is none is a usage error', async () => {
    const ended = await runCli([...world, ...models], { OLLAMA_HOST: 'http://example.org:11434' });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('without encryption');
  });

  it('is told to stop when the run is interrupted, and is asked only for the rest afterwards', async () => {
    double = await startOllamaDouble({ latency: 30 });
    const { counters } = double;
    const args = [...world, ...models, '--out', temporaryFolder()];
    const environment = { OLLAMA_HOST: double.url };
    const started = startScript('cli.ts', args, environment);
    const asked = () => Object.values(counters.prompts).reduce((sum, count) => sum + count, 0);
    await expect.poll(asked, { timeout: 20_000, interval: 5 }).toBeGreaterThan(20);
    started.process.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain('Interrupted.');
    expect(ended.stderr).not.toContain('error');
    const atStop = asked();

    const again = await runCli(args, environment);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain('Going on with the unfinished run');
    // Those under way were waited for.
    expect(Object.values(counters.prompts).every((count) => count === 1)).toBe(true);
    expect(asked()).toBeGreaterThan(atStop);
  });
});
