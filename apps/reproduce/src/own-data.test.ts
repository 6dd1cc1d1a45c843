import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { readResults } from './__fixtures__/read-run.ts';
import { runCli } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';
import { csv, toyInteractions, toyItems } from './__fixtures__/toy-data.ts';
import type { RunResults } from './report/results.ts';

const interactions = toyInteractions();
const items = toyItems();
const short = ['--epochs', '2', '--seeds', '1'];
/** Shared, so that a text is embedded once. */
const out = temporaryFolder();

async function run(args: readonly string[]): Promise<RunResults & { stderr: string }> {
  const ended = await runCli([...args, ...short, '--out', out]);
  expect(ended.stderr).not.toContain('error:');
  expect(ended.code).toBe(0);
  return { ...readResults(out), stderr: ended.stderr };
}

const factOf = (facts: RunResults['texts'], name: string) =>
  facts.find((fact) => fact.name === name)?.value ?? '';

/** Profiles as they were stored, by kind and id. */
function storedProfiles(): Map<string, { summarization: string; provenance: { line?: number } }> {
  const table = tableFromIPC(readFileSync(join(out, 'latest', 'profiles.arrow')));
  return new Map(
    table
      .toArray()
      .map(({ kind, id, summarization, provenance }) => [
        `${kind} ${id}`,
        { summarization, provenance: JSON.parse(provenance) },
      ]),
  );
}

describe("the user's own data", () => {
  it('are read from a csv with reviews and an item file, filtered and split', async () => {
    const folder = temporaryFolder({
      'ratings.csv': csv(interactions),
      'items.json': JSON.stringify(items.map(({ id, ...texts }) => ({ sku: id, ...texts })).reverse()),
    });
    const ratings = join(folder, 'ratings.csv');
    const itemFile = ['--items', join(folder, 'items.json'), '--item-columns', 'id=sku'];
    const results = await run([
      ...['--data', ratings, '--format', 'csv', '--min-rating', '4', ...itemFile],
      ...['--rows', 'uniform,dns,mix,adjusted-text'],
    ]);
    const kept = interactions.filter(({ rating }) => rating >= 4).length;
    const { dataset, texts, about, rows } = results;
    expect(dataset.train + dataset.validation + dataset.test).toBe(kept);
    expect(about).toEqual([`Read from ${ratings} (csv).`, 'Filters: ratings of at least 4 are positives.']);
    expect(rows.map(({ id }) => id)).toEqual(['popularity', 'uniform', 'dns', 'mix', 'adjusted-text']);
    expect(factOf(texts, 'Item profiles')).toMatch(/^30 of 30, by the extractive writer/);
    expect(factOf(texts, 'Train pairs with a text')).toBe(`${dataset.train} of ${dataset.train}`);
    expect(results.examples).toHaveLength(3);
    expect(items.map(({ title }) => title)).toContain(results.examples[0].positive);
  });

  it('are read from gzip pairs in ready parts, with a tenth of train as validation', async () => {
    const pairsOf = (part: number) =>
      interactions
        .filter((_, n) => (n % 5 === 0 ? 1 : 0) === part)
        .map(({ user, item }) => `${user} ${item}`);
    const folder = temporaryFolder({
      'train.txt.gz': gzipSync(pairsOf(0).join('\n')),
      'test.txt': pairsOf(1).join('\n'),
    });
    const parts = ['--train', join(folder, 'train.txt'), '--test', join(folder, 'test.txt')];
    const { dataset, about, rows, stderr } = await run(parts);
    expect(dataset.test).toBe(pairsOf(1).length);
    expect(dataset.train + dataset.validation).toBe(pairsOf(0).length);
    expect(dataset.validation).toBeGreaterThan(0);
    expect(about[0]).toContain('validation from a tenth of train');
    // No item has a text: what needs one is left out and named, at once and in the report.
    const leftOut = /^Left out, since no item has a text: dns-text, mix, adjusted, /m;
    expect(stderr).toMatch(leftOut);
    expect(about.join('\n')).toMatch(leftOut);
    expect(rows.map(({ id }) => id)).toEqual(['popularity', 'uniform', 'dns']);
    expect(factOf((await readResults(out)).texts, 'Item profiles')).toBe('');
  });

  it('are read from a lightgcn folder, with profiles of both kinds that others wrote', async () => {
    const number = (id: string) => Number(id.slice(1));
    const linesOf = (keep: (n: number) => boolean) =>
      Array.from({ length: 24 }, (_, user) => {
        const own = interactions.filter((one) => number(one.user) === user);
        return [user, ...own.filter((_, n) => keep(n)).map(({ item }) => number(item))].join(' ');
      }).join('\n');
    const folder = temporaryFolder({
      'train.txt': linesOf((n) => n > 1),
      'valid.txt': linesOf((n) => n === 0),
      'test.txt': linesOf((n) => n === 1),
      // Ids in another order than the data, one item missing, one unknown.
      'items.csv': csv(
        [...items.slice(1), { ...items[0], id: 'p99' }]
          .reverse()
          .map(({ id, title }) => ({ summary: `About ${title}`, movie_id: number(id) })),
      ),
      // No id: row n is user n.
      'users.csv': csv(
        Array.from({ length: 24 }, (_, user) => ({ taste: `Likes|thing ${user}`, reason: 'a|b' })),
      ),
    });
    const results = await run([
      ...['--data', folder, '--format', 'lightgcn', '--rows', 'uniform,adjusted'],
      ...['--item-profiles', join(folder, 'items.csv'), '--profiles', join(folder, 'users.csv')],
    ]);
    expect(results.dataset).toMatchObject({ users: 24, items: 30, train: 24 * 8, validation: 24, test: 24 });
    const profiles = storedProfiles();
    expect(profiles.get('item 7')?.summarization).toBe(`About ${items[7].title}`);
    expect(profiles.get('item 0')).toBeUndefined();
    expect(profiles.get('user 5')?.summarization).toBe('Likes thing 5');
    expect(profiles.get('user 5')?.provenance.line).toBe(7);
    expect(factOf(results.texts, 'Item profiles')).toBe(
      `29 of 30, imported from ${join(folder, 'items.csv')}`,
    );
    expect(factOf(results.texts, 'User profiles')).toMatch(/^24 of 24, imported from .*do not read them$/);
    expect(results.dataset.notes).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('whose id the data do not know'), count: 1 }),
    );
    expect(results.stderr).not.toMatch(/by the extractive writer/);
  });

  it('take user profiles by their id column', async () => {
    const folder = temporaryFolder({
      'ratings.csv': csv(interactions),
      'items.csv': csv(items.map((item) => ({ ...item, categories: item.categories.join('|') }))),
      'users.jsonl': interactions
        .toReversed()
        .map(({ user }) => JSON.stringify({ summarization: `Is ${user}`, user_id: user }))
        .join('\n'),
    });
    const results = await run([
      ...['--data', join(folder, 'ratings.csv'), '--format', 'csv', '--items', join(folder, 'items.csv')],
      ...['--profiles', join(folder, 'users.jsonl'), '--rows', 'mix'],
    ]);
    expect(storedProfiles().get('user u7')?.summarization).toBe('Is u7');
    expect(factOf(results.texts, 'User profiles')).toMatch(/^24 of 24, imported/);
    expect(factOf(results.texts, 'Item profiles')).toMatch(/^30 of 30, by the extractive writer/);
  });

  it('may have items with titles alone: no attribute to swap, and the table says so', async () => {
    const folder = temporaryFolder({
      'ratings.csv': csv(interactions),
      'items.csv': csv(items.map(({ id, title }) => ({ id, title }))),
    });
    const results = await run([
      ...['--data', join(folder, 'ratings.csv'), '--format', 'csv', '--items', join(folder, 'items.csv')],
      ...['--rows', 'uniform,mix,adjusted,mix-random,mix-shuffled'],
    ]);
    expect(factOf(results.texts, 'Hard negatives')).toMatch(/^0 distinct texts/);
    expect(factOf(results.texts, 'Train pairs with a text')).toMatch(/^0 of \d+ \(no-concept: \d+\)$/);
    const tests = new Map(results.rows.map(({ id, test }) => [id, test]));
    expect(tests.get('mix')).toEqual(tests.get('uniform'));
  });
});
