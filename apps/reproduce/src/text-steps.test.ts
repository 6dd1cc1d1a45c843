import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DoubleChatRequest, type OllamaDouble, startOllamaDouble } from '@hnlm/llm/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readResults, runFolders } from './__fixtures__/read-run.ts';
import { runCli } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { csv, toyInteractions, toyItems } from './__fixtures__/toy-data.ts';
import type { RunResults } from './report/results.ts';

const items = toyItems();
const data = temporaryFolder({
  'ratings.csv': csv(toyInteractions()),
  'items.json': JSON.stringify(items),
});
const args = [
  ...['--data', join(data, 'ratings.csv'), '--format', 'csv', '--items', join(data, 'items.json')],
  ...['--embedder', 'hashing', '--seeds', '1', '--epochs', '2', '--max-negatives', '100'],
];
const llm = ['--llm', 'ollama:llama3.1:8b'];

/** Negatives are titles of the catalogue, whose items grounding finds; verdicts and attributes go by the prompt. */
function reply({ messages, format }: DoubleChatRequest): string | undefined {
  const asked = messages.at(-1)!.content;
  const draw = createHash('sha256').update(asked).digest().readUInt32BE();
  const { title } = items[draw % items.length];
  const properties = Object.keys((format as { properties?: object }).properties ?? {});
  if (properties.includes('category')) {
    const [material, thing] = (JSON.parse(asked).title as string).split(' ');
    return JSON.stringify({ category: thing, attributes: [{ dimension: 'material', value: material }] });
  }
  if (!properties.some((name) => /hard_negative|would_want/.test(name))) return undefined;
  const answer: Record<string, unknown> = {
    user_attributes: ['plain'],
    product_attributes: ['small'],
    hard_negative_item: title,
    reasoning: 'It is another kind.',
    critique: 'None.',
    would_want: draw % 4 === 0 ? 'yes' : 'no',
    repaired_item: draw % 4 === 0 ? items[(draw + 1) % items.length].title : 'None',
  };
  return JSON.stringify(Object.fromEntries(properties.map((name) => [name, answer[name]])));
}

let double: OllamaDouble;
let sent: DoubleChatRequest[];
beforeEach(async () => {
  sent = [];
  double = await startOllamaDouble({
    models: ['llama3.1:8b', 'mistral:7b', 'llama3.2:3b'],
    reply(request) {
      sent.push(request);
      return reply(request);
    },
  });
});
afterEach(() => double.close());

const run = (out: string, texts: object, more: readonly string[]) =>
  runCli([...args, '--texts', JSON.stringify(texts), '--out', out, ...more], { OLLAMA_HOST: double.url });

function factOf({ texts }: RunResults, name: string): string | undefined {
  return texts.find((fact) => fact.name === name)?.value;
}

/** Reads `yes: 3, no: 4`. */
function countsIn(text: string): Map<string, number> {
  return new Map(Array.from(text.matchAll(/([a-z-]+): (\d+)/g), ([, name, count]) => [name, Number(count)]));
}

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

describe('steps of negatives', () => {
  it('are chosen in --texts, and the report says what each of them did', async () => {
    const out = temporaryFolder();
    const texts = {
      pairs: { choose: 'zip', budget: 90, maxPerUser: 5 },
      generator: { kind: 'reflected', repairs: 1 },
      filters: { nearProfile: 0.9, drop: ['too-near'], judge: { model: 'ollama:mistral:7b', maxCalls: 500 } },
      mix: { perGenerated: 1, perRetrieved: 2, lambda: 0.5, retrieved: 'reward' },
    };
    const rows = ['--rows', 'uniform,mix,hybrid,hybrid-retrieved'];
    const ended = await run(out, texts, [...llm, ...rows]);
    expect(ended).toMatchObject({ code: 0 });
    const results = readResults(out);
    const fact = (name: string) => factOf(results, name);

    expect(fact('Hard negatives')).toMatch(
      /^\d+ distinct texts, by ollama:llama3\.1:8b, which reflects on its drafts$/,
    );
    expect(fact('Pairs that deserve a call')).toBe(
      '90, those whose profiles repeat each other least (ZIP), at most 5 a user',
    );
    const [, covered, of, reasons] = /^(\d+) of (\d+) \((.*)\)$/.exec(fact('Train pairs with a text')!)!;
    const uncovered = countsIn(reasons);
    expect(uncovered.get('not-selected')).toBe(Number(of) - 90);
    expect(sum(uncovered.values())).toBe(Number(of) - Number(covered));
    // A repaired draft is reflected on again, and given up where it is wanted again.
    expect(uncovered.get('wanted')).toBeGreaterThan(0);

    const flags = countsIn(fact('Flags')!);
    const verdicts = countsIn(/would the user want it: (.*)$/.exec(fact('Verdicts')!)![1]);
    expect(verdicts.get('yes')).toBeGreaterThan(0);
    expect(flags.get('wanted')).toBe(verdicts.get('yes'));
    expect(fact('Verdicts')).toMatch(/^by mistral:7b, would/);
    const judged = sent.filter(({ model }) => model === 'mistral:7b');
    expect(judged.length).toBeGreaterThan(20);
    expect(judged.every(({ messages }) => messages[0].content.startsWith('You judge'))).toBe(true);
    // What is left out anyway is not asked about.
    expect(sum(verdicts.values())).toBeLessThan(Number(covered));

    const { coverage } = results;
    const kept = Number(
      /^(\d+) pairs; the others are flagged is-positive/.exec(fact('Used in training')!)![1],
    );
    expect(kept).toBeGreaterThan(10);
    expect(coverage).toMatchObject({ pairs: Number(of), covered: kept });
    for (const groups of [coverage!.users, coverage!.items])
      expect(sum(groups.map((group) => group.covered))).toBe(kept);
    const report = readFileSync(join(out, 'latest', 'report.html'), 'utf8');
    expect(report).toContain('<h3>Where the negatives are</h3>');

    const [, generated, retrieved] = /^3 a pair, generated: (\d+), retrieved: (\d+), /.exec(
      fact('Hybrid negatives')!,
    )!;
    // Of several items near a text, those are left out that the user has.
    expect(Number(generated)).toBe(kept);
    expect(Number(generated) + Number(retrieved)).toBe(3 * Number(of));
    const hybrid = results.rows.find(({ id }) => id === 'hybrid');
    const alone = results.rows.find(({ id }) => id === 'hybrid-retrieved');
    expect(hybrid?.plan).toMatch(/^3 negatives a positive that were made beforehand: [\d.]+ % generated, /);
    expect(alone).toMatchObject({ kind: 'control', plan: expect.stringContaining('100.0 % retrieved') });
    expect(alone?.test).not.toEqual(hybrid?.test);
    expect(alone?.comparisons.map(({ to }) => to)).toContain('hybrid');
  }, 240_000);

  it('ask for the pairs of which a recommender is least sure, which a run that goes on need not train again', async () => {
    const out = temporaryFolder();
    const texts = { pairs: { choose: 'uncertain', budget: 30 } };
    const rows = ['--rows', 'uniform,mix'];
    const ended = await run(out, texts, [...llm, ...rows, '--dry-run']);
    expect(ended.stdout).toMatch(/^negatives +30 +0 /m);
    expect(ended.stderr).not.toContain('training a recommender');

    const stopped = await run(out, texts, [...llm, ...rows, '--max-tokens', '20000']);
    expect(stopped).toMatchObject({ code: 3, stderr: expect.stringContaining('- training a recommender') });
    const [folder] = runFolders(out);
    expect(existsSync(join(folder, 'guide.safetensors'))).toBe(true);
    const whole = await run(out, texts, [...llm, ...rows]);
    expect(whole).toMatchObject({ code: 0, stderr: expect.not.stringContaining('training a recommender') });
    const results = readResults(out);
    expect(factOf(results, 'Pairs that deserve a call')).toBe(
      '30, those of which a recommender is least sure',
    );
    const negatives = sent.filter(({ messages }) => messages[0].content.startsWith('You make'));
    expect(negatives).toHaveLength(30);
  }, 240_000);

  it.each<[texts: object, more: readonly string[], words: string]>([
    [
      { kind: 'reward', temperature: 0.5, sharedSteps: 1 },
      [],
      "drawn from the catalogue by a recommender's scores",
    ],
    [
      { kind: 'swaps', k: 1, concepts: 'words' },
      [],
      'at most 1 attributes of the positive that its words show',
    ],
    [
      { kind: 'swaps', k: 1, concepts: 'llm', dimensions: ['material'] },
      llm,
      'at most 1 attributes of the positive that ollama:llama3.1:8b sees',
    ],
  ])(
    'come from %o',
    async (generator, more, words) => {
      const out = temporaryFolder();
      const ended = await run(out, { generator, filters: { leastChange: 0.001 } }, [
        '--rows',
        'mix',
        ...more,
      ]);
      expect(ended).toMatchObject({ code: 0 });
      const results = readResults(out);
      expect(factOf(results, 'Hard negatives')).toContain(words);
      expect(results.coverage?.covered).toBeGreaterThan(20);
      const concepts = sent.filter(({ messages }) =>
        messages[0].content.startsWith('You describe products for a catalogue'),
      );
      expect(concepts).toHaveLength(more.length === 0 ? 0 : items.length);
    },
    60_000,
  );

  it('are judged by no relative of the writer, which is found out before any work', async () => {
    const out = join(temporaryFolder(), 'runs');
    const related = { filters: { judge: { model: 'ollama:llama3.2:3b' } } };
    const ended = await run(out, related, [...llm, '--rows', 'mix']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(
      /^error: the judge "llama3\.2:3b" is of the family of "llama3\.1:8b", which writes\n/m,
    );
    expect(ended.stderr).toContain('filters.judge.allowRelated');
    expect([existsSync(out), sent.length]).toEqual([false, 0]);
  }, 180_000);
});
