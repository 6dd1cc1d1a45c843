import { createHash } from 'node:crypto';
import { contains, createRandom, rowOf, transpose } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { describeDataset } from './describe-dataset.ts';
import { type SimulatedWorld, simulateWorld } from './simulate-world.ts';

const world = simulateWorld();

/** Mean Recall@20 on test of a score for every item, train and validation masked. */
function recall({ dataset: { test } }: SimulatedWorld, scores: (user: number) => Float64Array): number {
  let sum = 0;
  let users = 0;
  for (let user = 0; user < test.users.size; user++) {
    const wanted = rowOf(test.interactions, user);
    if (wanted.length === 0) continue;
    const score = scores(user);
    for (const item of rowOf(test.masked, user)) score[item] = Number.NEGATIVE_INFINITY;
    const top = [...score.keys()].sort((a, b) => score[b] - score[a]).slice(0, 20);
    sum += top.filter((item) => contains(test.interactions, user, item)).length / wanted.length;
    users++;
  }
  return sum / users;
}

function rankers({ dataset: { train }, concepts }: SimulatedWorld) {
  const { interactions, items } = train;
  const byItem = transpose(interactions);
  const popularity = Float64Array.from({ length: items.size }, (_, item) => rowOf(byItem, item).length);
  const aspects = items.ids.map((_, item) => {
    const { type, attributes } = concepts.of(item);
    return [type, ...Object.values(attributes)];
  });
  const frequency = new Map<string, number>();
  for (const aspect of aspects.flat()) frequency.set(aspect, (frequency.get(aspect) ?? 0) + 1);
  return {
    popularity: () => popularity.slice(),
    cooccurrence(user: number) {
      const score = new Float64Array(items.size);
      for (const mine of rowOf(interactions, user)) {
        for (const other of rowOf(byItem, mine)) {
          for (const item of rowOf(interactions, other)) {
            score[item] += 1 / Math.sqrt(popularity[mine] * popularity[item]);
          }
        }
      }
      return score;
    },
    /** How much likelier an item's aspects are in the user's train history than in the catalogue. */
    textOverlap(user: number) {
      const history = rowOf(interactions, user);
      const seen = new Map<string, number>();
      for (const item of history)
        for (const aspect of aspects[item]) seen.set(aspect, (seen.get(aspect) ?? 0) + 1);
      return Float64Array.from(aspects, (list) =>
        list.reduce((sum, aspect) => {
          const expected = (history.length * frequency.get(aspect)!) / items.size;
          return sum + Math.log(((seen.get(aspect) ?? 0) + 1) / (expected + 1));
        }, 0),
      );
    },
  };
}

describe('simulateWorld', () => {
  it('has the size it says, and a heavy tail of users', () => {
    const { dataset } = world;
    const { users, items, interactions } = describeDataset(dataset);
    expect([users, items]).toEqual([1000, 800]);
    expect(interactions).toBeGreaterThan(23_750);
    expect(interactions).toBeLessThan(26_250);
    expect(dataset.notes).toEqual([]);
    const activity = dataset.train.users.ids
      .map((_, user) => rowOf(dataset.train.interactions, user).length)
      .sort((a, b) => a - b);
    expect(activity[500]).toBeLessThan(interactions / 1250);
    expect(activity[999]).toBeGreaterThan(100);
  });

  it('is the same world for the same seed, another for another', () => {
    expect(simulateWorld().dataset.fingerprint).toBe(world.dataset.fingerprint);
    expect(simulateWorld({ seed: 2 }).dataset.fingerprint).not.toBe(world.dataset.fingerprint);
    expect(simulateWorld().truth.relevance(3, 5)).toBe(world.truth.relevance(3, 5));
  });

  it('knows why: held-out purchases are far more relevant than random items', () => {
    const { dataset, truth } = world;
    const random = createRandom('audit');
    let bought = 0;
    let other = 0;
    const { interactions } = dataset.test;
    for (let user = 0; user < interactions.rows; user++) {
      for (const item of rowOf(interactions, user)) {
        bought += truth.relevance(user, item) / interactions.indices.length;
        other += truth.relevance(user, random.integer(interactions.columns)) / interactions.indices.length;
      }
    }
    expect(bought).toBeGreaterThan(0.55);
    expect(other).toBeLessThan(0.25);
  });

  it('lets behaviour and texts predict what popularity cannot', () => {
    const { popularity, cooccurrence, textOverlap } = rankers(world);
    const popular = recall(world, popularity);
    expect(recall(world, cooccurrence)).toBeGreaterThan(1.5 * popular);
    expect(recall(world, textOverlap)).toBeGreaterThan(1.2 * popular);
  });

  it('tells nothing by texts when told not to', () => {
    const silent = simulateWorld({ textSignal: 0 });
    expect(recall(silent, rankers(silent).textOverlap)).toBeLessThan(
      recall(silent, rankers(silent).popularity),
    );
  });

  it('has near neighbours of liked items that one averted aspect spoils', () => {
    const found = neighboursSpoilt(simulateWorld({ textSignal: 1 }));
    const without = neighboursSpoilt(simulateWorld({ textSignal: 1, aversion: 0 }));
    expect(found).toBeGreaterThan(0.06);
    expect(without).toBeLessThan(found / 4);
  });

  it('writes titles, descriptions and reviews in words, each part complete', () => {
    const { train } = world.dataset;
    for (const { title, description, categories, brand } of train.texts) {
      expect(title).toMatch(/^[A-Z][a-zA-Z -]{8,}$/);
      expect(description).toMatch(/^[A-Z][^%]*\.$/);
      expect(categories).toHaveLength(2);
      expect(brand).toBeTruthy();
    }
    const titles = new Set(train.texts.map((text) => text.title));
    expect(titles.size).toBeGreaterThan(700);
    let reviews = 0;
    for (let user = 0; user < train.users.size; user++) {
      for (const item of rowOf(train.interactions, user)) {
        const review = train.review(user, item);
        if (!review) continue;
        reviews++;
        expect(review.text).toMatch(/^[A-Z][^%]*\.$/);
      }
    }
    expect(reviews).toBeGreaterThan(8000);
  });

  it('stays the world that published figures were made on', () => {
    const { interactions, texts } = world.dataset.train;
    const hash = createHash('sha256').update(interactions.indices).update(JSON.stringify(texts));
    expect(hash.digest('hex').slice(0, 16)).toBe('d4e6d142f5966ee5');
  });

  it('says so when its users cannot find as much as they came for', () => {
    const { notes } = simulateWorld({ users: 50, items: 40 }).dataset;
    expect(notes).toHaveLength(1);
    expect(notes[0].what).toBe('users who bought less than they came for: the catalogue is too small');
    expect(notes[0].examples[0]).toMatch(/^user u\d+: \d of \d+$/);
  });

  it.each([
    { users: 50, items: 4 },
    { users: 1, items: 14 },
  ])('refuses a world that is too small to split: %j', (options) => {
    const { users, items } = options;
    const message = `a world of ${users} users and ${items} items is too small to split`;
    expect(() => simulateWorld(options)).toThrow(message);
    expect(() => simulateWorld(options)).toThrow(expect.objectContaining({ code: 'WORLD_OPTIONS' }));
  });

  it('refuses what is no option of a world', () => {
    expect(() => simulateWorld({ users: 2.5 })).toThrow('users 2.5 is not a whole number from 1 on');
  });
});

/**
 * Of pairs of products that differ in one attribute, of which a user likes one: the share whose other is
 * disliked.
 */
function neighboursSpoilt({ dataset, truth, concepts }: SimulatedWorld): number {
  const items = dataset.train.items.ids.map((_, item) => concepts.of(item));
  let liked = 0;
  let spoilt = 0;
  for (const [first, one] of items.entries()) {
    for (const [second, other] of items.entries()) {
      if (one.type !== other.type) continue;
      const differing = Object.keys(one.attributes).filter(
        (name) => one.attributes[name] !== other.attributes[name],
      );
      if (differing.length !== 1) continue;
      for (let user = 0; user < dataset.train.users.size; user += 20) {
        if (truth.relevance(user, first) < 0.6) continue;
        liked++;
        if (truth.relevance(user, second) < 0.05) spoilt++;
      }
    }
  }
  return spoilt / liked;
}
