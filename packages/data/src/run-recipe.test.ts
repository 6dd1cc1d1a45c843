import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { describeDataset } from './describe-dataset.ts';
import { formatRecipe } from './format-recipe.ts';
import { loadDataset } from './load-dataset.ts';
import type { Recipe } from './recipes/recipe.ts';
import { recipeNamed } from './recipes/recipes.ts';
import { runRecipe } from './run-recipe.ts';

const names = ['toys-and-games', 'cds-and-vinyl', 'yelp2018', 'electronics2023'];

/** Reviews of 12 users and 12 items, all of each, and around them what each filter takes away. */
function originals() {
  const from = Date.UTC(2015, 0, 1) / 1000;
  const until = Date.UTC(2018, 0, 1) / 1000;
  const row = (user: string, item: string, overall: number, unixReviewTime: number) => ({
    reviewerID: user,
    asin: item,
    overall,
    unixReviewTime,
    summary: 'Fine',
    reviewText: `${user} on ${item}`,
  });
  const twelve = [...'abcdefghijkl'];
  const kept = twelve.flatMap((user) => twelve.map((item) => row(user, item.toUpperCase(), 4, from)));
  const dropped = [
    row('a', 'LOW', 3, from),
    row('a', 'EARLY', 5, from - 1),
    row('a', 'LATE', 5, until),
    row('a', 'RARE', 5, until - 1),
    row('rare', 'A', 5, from),
    row('b', 'B', 5, from + 1),
  ];
  const lines = [...kept, ...dropped].map((one) => JSON.stringify(one)).join('\n');
  const items = twelve
    .map((item) => JSON.stringify({ asin: item.toUpperCase(), title: `Toy ${item}` }))
    .join('\n');
  return writeFiles({ 'Toys_and_Games.json': lines, 'meta_Toys_and_Games.json': items });
}

describe('runRecipe', () => {
  it('makes what loadDataset makes of the same options, with the texts beside the reviews', async () => {
    const folder = originals();
    const { dataset } = await runRecipe(recipeNamed('toys-and-games'), { folder, seed: 3 });
    const same = await loadDataset({
      path: join(folder, 'Toys_and_Games.json'),
      format: 'amazon-2018',
      minRating: 4,
      dateRange: { from: '2015-01-01', until: '2018-01-01' },
      kCore: 10,
      seed: 3,
    });
    expect(dataset.fingerprint).toBe(same.fingerprint);
    expect(dataset.name).toBe('Toys & Games');
    expect(describeDataset(dataset)).toMatchObject({ users: 12, items: 12, interactions: 144 });
    expect(dataset.train.texts[0].title).toBe('Toy a');
    const [item] = dataset.train.interactions.indices;
    expect(dataset.train.review(0, item)).toMatchObject({ title: 'Fine', rating: 4 });
  });

  it('counts every stage, and names each mismatch beside the published figures', async () => {
    const result = await runRecipe(recipeNamed('toys-and-games'), { folder: originals() });
    const counts = result.stages.map(({ stage, interactions }) => [stage.split(' ')[0], interactions]);
    expect(counts).toEqual([
      ['read', 150],
      ['minRating', 149],
      ['dateRange', 147],
      ['withoutRepeats', 146],
      ['kCore', 144],
      ['split', 144],
      ['train', 120],
    ]);
    expect(result.mismatches).toEqual([
      'users: 12 here, 22338 published (-99.9 %)',
      'items: 12 here, 9023 published (-99.9 %)',
      'interactions: 144 here, 200511 published (-99.9 %)',
      'published counts give 8.98 interactions a user, fewer than a 10-core has; they may be those of the train part',
    ]);
    const text = formatRecipe(result);
    expect(text).toMatch(/^published +22,338 +9,023 +200,511 +1\.0e-3 +8\.98$/m);
    expect(text).toMatch(/^train part +12 +12 +120 +8\.3e-1 +10\.00$/m);
    for (const sentence of [...result.mismatches, ...result.recipe.assumptions])
      expect(text).toContain(sentence);
  });

  it('is silent where nothing differs', async () => {
    const published = { users: 12, items: 12, interactions: 144, density: 1 };
    const recipe: Recipe = { ...recipeNamed('toys-and-games'), published };
    const result = await runRecipe(recipe, { folder: originals() });
    expect(result.mismatches).toEqual([]);
    expect(formatRecipe(result)).toContain('Mismatches: none');
  });

  it('says which original is missing', async () => {
    const folder = writeFiles({});
    await expect(runRecipe(recipeNamed('cds-and-vinyl'), { folder })).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: expect.stringContaining('CDs_and_Vinyl.json.gz'),
    });
  });
});

describe('recipes', () => {
  it.each(names)('%s filters as published, and downloads over https from listed hosts', (name) => {
    const { published, source, split, dateRange } = recipeNamed(name);
    expect(split).toEqual({ validation: 0.1, test: 0.1 });
    expect(Date.parse(String(dateRange.from))).toBeLessThan(Date.parse(String(dateRange.until)));
    expect(published.interactions).toBeGreaterThan(1e5);
    for (const { url } of [source.interactions, source.items]) {
      if (url === undefined) expect(source.byHand).toBeDefined();
      else {
        expect(new URL(url).protocol).toBe('https:');
        expect(source.hosts).toContain(new URL(url).hostname);
      }
    }
  });

  it('suggests the name that was meant', () => {
    expect(() => recipeNamed('toys-and-game')).toThrow(
      expect.objectContaining({ code: 'RECIPE_UNKNOWN', hint: expect.stringContaining('"toys-and-games"') }),
    );
  });

  it('knows that the published density of Electronics is a hundred times too small', async () => {
    const { published } = recipeNamed('electronics2023');
    const actual = published.interactions / (published.users * published.items);
    expect(actual / published.density).toBeCloseTo(100, -1);
  });
});
