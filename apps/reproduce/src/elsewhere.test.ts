import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type OllamaDouble, startOllamaDouble } from '@hnlm/llm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerRequests } from './__fixtures__/answer-requests.ts';
import { metricsText, runFolders } from './__fixtures__/read-run.ts';
import { runCli, startScript } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';

const world = [
  ...['--world', 'users=24,items=20,interactions=300', '--rows', 'uniform,mix', '--epochs', '1'],
  ...['--embedder', 'hashing', '--seeds', '1', '--max-negatives', '30'],
];
const ollama = [...world, '--llm', 'ollama:llama3.1:8b'];

let double: OllamaDouble;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  double = await startOllamaDouble({ scenario: 'wrong-schema-once' });
  environment = { OLLAMA_HOST: double.url, OPENAI_BASE_URL: `${double.url}/v1` };
});
afterEach(() => double.close());

const run = (args: readonly string[]) => runCli(args, environment);
const counts = () => Object.values(double.counters.prompts);

describe('shards', () => {
  it('ask everything once together, and end with the bytes of one run', async () => {
    const folder = temporaryFolder();
    const [one, two, both, whole] = ['one', 'two', 'both', 'whole'].map((name) => join(folder, name));
    for (const [out, shard] of [
      [one, '1/2'],
      [two, '2/2'],
    ]) {
      const ended = await run([...ollama, '--out', out, '--shard', shard]);
      expect(ended.code).toBe(0);
      expect(ended.stderr).toMatch(
        /^Shard \d\/2 is done as far as it goes: \d+ requests of this stage are left/m,
      );
    }
    const ledgers = [join(one, 'ledger'), join(two, 'ledger')];
    const merged = await run(['merge-ledgers', ...ledgers, '--into', join(both, 'ledger')]);
    expect(merged).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ledger: \d+ answers added, 0 were/),
    });

    // The negatives build on all profiles. Two processes may also share one folder.
    const [first, second] = ['1/2', '2/2'].map((shard) => [...ollama, '--out', both, '--shard', shard]);
    expect((await run(first)).stderr).toContain('Shard 1/2 is done as far as it goes');
    expect(await run(second)).toMatchObject({ code: 0 });
    expect(counts().every((count) => count === 1)).toBe(true);
    const asked = counts().length;

    expect(await run([...ollama, '--out', whole])).toMatchObject({ code: 0 });
    expect(counts()).toEqual(new Array(asked).fill(2));
    expect(metricsText(both)).toBe(metricsText(whole));
  }, 240_000);
});

describe('request files', () => {
  const openai = [...world, '--llm', 'openai:llama3.1:8b'];

  it('hold what is to be asked, stage by stage, and their results train as if they had been asked', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'runs');
    let results: string[] = [];
    const exported: number[] = [];
    for (let round = 1; ; round++) {
      const requests = join(folder, `requests-${round}`);
      const read = results.length > 0 ? ['--results', ...results] : [];
      // Files need no server; there is none at this address.
      const ended = await runCli([...openai, '--out', out, ...read, '--requests', requests], {
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
      });
      expect(ended.code).toBe(0);
      if (!existsSync(requests)) break;
      expect(ended.stderr).toMatch(/^ {2}\d+ requests for .*requests-00001\.jsonl$/m);
      expect(readFileSync(join(requests, 'ray-driver.py'), 'utf8')).toContain('import ray');
      if (round > 1) expect(ended.stderr).toMatch(/^ {2}\d+ replies read: /m);
      results = [join(folder, `results-${round}.jsonl`)];
      exported.push(await answerRequests(requests, results[0], { url: double.url, failEvery: 9 }));
      if (round === 2) expect(ended.stderr).toMatch(/note: .*results-1\.jsonl:9: batch_expired/);
      expect(round).toBeLessThan(12);
    }
    // One user has no train item.
    expect(exported[0]).toBe(20 + 23);
    expect(runFolders(out)).toHaveLength(1);

    const asked = join(folder, 'asked');
    expect(await run([...openai, '--out', asked])).toMatchObject({ code: 0 });
    expect(metricsText(out)).toBe(metricsText(asked));
  }, 400_000);

  it('are refused a folder that has some, and results of something else are named', async () => {
    const folder = temporaryFolder({
      'other.jsonl': '{"custom_id":"x","response":{"body":{"choices":[{}]}}}\n',
    });
    const out = join(folder, 'runs');
    const requests = join(folder, 'requests');
    expect(await run([...openai, '--out', out, '--requests', requests])).toMatchObject({ code: 0 });
    const again = await run([...openai, '--out', out, '--requests', requests]);
    expect(again).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`error: ${requests} is not empty\n`),
    });
    const strange = [
      ...openai,
      '--out',
      out,
      '--results',
      join(folder, 'other.jsonl'),
      '--max-tokens',
      '500',
    ];
    expect((await run([...strange, '--requests', join(folder, 'new')])).stderr).toContain(
      'no reply in the result files belongs to this run',
    );
  }, 240_000);
});

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

describe.skipIf(!hasRedis)(`a queue on Redis${hasRedis ? '' : ' (skipped: no redis-server)'}`, () => {
  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    return port;
  }

  it('is answered by workers, stage by stage', async () => {
    const folder = temporaryFolder();
    const port = await freePort();
    const url = `redis://127.0.0.1:${port}`;
    const nobody = await run([...ollama, '--out', join(folder, 'none'), '--queue', url]);
    expect(nobody).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`no Redis answers at 127.0.0.1:${port}`),
    });

    const redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], {
      stdio: 'ignore',
    });
    const [out, other] = [join(folder, 'runs'), join(folder, 'worker')];
    const ledgers = [join(other, 'ledger'), '--into', join(out, 'ledger')];
    const worker = startScript(
      'cli.ts',
      ['worker', '--queue', url, '--llm', 'ollama:llama3.1:8b', '--out', other],
      environment,
    );
    try {
      const seen: string[] = [];
      for (let round = 1; !existsSync(join(out, 'latest')); round++) {
        expect(round).toBeLessThan(30);
        const ended = await run([...ollama, '--out', out, '--queue', url]);
        expect(ended.code).toBe(0);
        seen.push(...(ended.stderr.match(/^ {2}\d+ prompts in \d+ jobs: .*$/gm) ?? []));
        await expect.poll(() => existsSync(join(other, 'ledger')), { timeout: 30_000 }).toBe(true);
        await expect
          .poll(() => run(['merge-ledgers', ...ledgers]), { timeout: 60_000 })
          .toMatchObject({ code: 0 });
      }
      for (const what of ['item profiles', 'user profiles', 'negatives'])
        expect(seen.some((line) => line.endsWith(what))).toBe(true);
      worker.process.kill('SIGINT');
      const ended = await worker.ended;
      expect(ended).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^\d+ prompts answered; the answers are in/m),
      });
      expect(counts().every((count) => count === 1)).toBe(true);
      const [folderOfRun] = runFolders(out);
      expect(JSON.parse(readFileSync(join(folderOfRun, 'run.json'), 'utf8')).status).toBe('complete');
    } finally {
      worker.process.kill('SIGKILL');
      redis.kill();
      await once(redis, 'close');
    }
  }, 240_000);
});
