import { describe, expect, it } from 'vitest';
import { toyShop } from './__fixtures__/toy-shop.ts';
import { extractiveProfiles } from './extractive-profiles.ts';
import { countWords } from './words.ts';

describe('extractiveProfiles', () => {
  it('writes an item as title, rarest labels, and what similar items are also said to be', () => {
    const shop = toyShop();
    const texts = shop.texts
      .with(2, { ...shop.texts[2], description: 'Birch, in a box of 30 pieces.' })
      .with(5, { ...shop.texts[5], description: 'Sent in a box.' });
    const { items } = extractiveProfiles({ data: { ...shop, texts } });
    expect(items[0]?.summarization).toBe('Wooden dinosaur puzzle for toddlers: Toys, Puzzles; birch pieces');
    expect(items[2]?.summarization).toMatch(/; birch, pieces$/);
    expect(items[4]?.summarization).toBe('Plastic race car: Toys, Cars, racing');
  });

  it('leaves what the description leaves free to labels', () => {
    const { items } = extractiveProfiles({ data: toyShop(), maxWords: 7 });
    expect(items[0]?.summarization).toBe('Wooden dinosaur puzzle for toddlers: Toys, Puzzles');
  });

  it('writes what a history has more of than the catalogue, and what reviews complain about', () => {
    const { users } = extractiveProfiles({ data: toyShop() });
    expect(users[0]?.summarization).toMatch(/^Likes .*wooden.*dinosaur.*; dislikes plastic\.$/);
    expect(users[1]?.summarization).toMatch(/^Likes .*(garden|steel)/);
    expect(users[1]?.summarization).not.toMatch(/wooden|toys/);
  });

  it('leaves out what nothing is known of, and says how often', () => {
    const { items, users, notes } = extractiveProfiles({ data: toyShop() });
    expect(items[7]).toBeUndefined();
    expect(users[2]).toBeUndefined();
    expect(notes.map(({ count, examples }) => [count, examples])).toEqual([
      [1, ['b7']],
      [1, ['cyd']],
    ]);
  });

  it('writes the wanted kind alone', () => {
    const data = toyShop();
    const { items, users, notes } = extractiveProfiles({ data, kinds: ['item'] });
    expect(items).toEqual(extractiveProfiles({ data }).items);
    expect(users).toEqual(data.users.ids.map(() => undefined));
    expect(notes.map(({ examples }) => examples)).toEqual([['b7']]);
  });

  it.each([5, 8, 20])('keeps to %i words', (maxWords) => {
    const { items, users } = extractiveProfiles({ data: toyShop(), maxWords });
    for (const profile of [...items, ...users]) {
      if (profile) expect(countWords(profile.summarization)).toBeLessThanOrEqual(maxWords);
    }
  });

  it('refuses a limit that no sentence fits in', () => {
    expect(() => extractiveProfiles({ data: toyShop(), maxWords: 0 })).toThrow(/maxWords is 0/);
  });
});
