import {
  type Csr,
  contains,
  createRandom,
  csrFromPairs,
  type GroundTruth,
  idMap,
  type Validation,
} from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import { falseNegativeRate, type NegativePairs } from './false-negative-rate.ts';

const random = createRandom('false negatives');
const [userCount, itemCount] = [60, 80];
const users = idMap(Array.from({ length: userCount }, (_, user) => `u${user}`));
const items = idMap(Array.from({ length: itemCount }, (_, item) => `i${item}`));

/** Pairs that favour items of low index, as popularity does. */
function popularPairs(count: number, but?: Csr): Csr {
  const pairs = { users: [] as number[], items: [] as number[] };
  while (pairs.users.length < count) {
    const [user, item] = [random.integer(userCount), Math.floor(itemCount * random.uniform() ** 2)];
    if (but !== undefined && contains(but, user, item)) continue;
    pairs.users.push(user);
    pairs.items.push(item);
  }
  return csrFromPairs(userCount, itemCount, pairs.users, pairs.items);
}

const train = popularPairs(600);
const interactions = popularPairs(200, train);
const validation: Validation = {
  part: 'validation',
  users,
  items,
  interactions,
  masked: train,
  fingerprint: 'toy',
};

function draw(pick: (user: number) => number): NegativePairs {
  const pairs = { users: [] as number[], items: [] as number[] };
  for (let user = 0; user < userCount; user++) {
    for (let n = 0; n < 40; n++) {
      pairs.users.push(user);
      pairs.items.push(pick(user));
    }
  }
  return pairs;
}

function unseen(pick: () => number, user: number): number {
  let item = pick();
  while (contains(train, user, item)) item = pick();
  return item;
}

const uniform = draw((user) => unseen(() => random.integer(itemCount), user));
const popular = draw((user) => unseen(() => Math.floor(itemCount * random.uniform() ** 2), user));
/** Half of its draws look for a held-out positive. */
const seeking = draw((user) => {
  const wanted = interactions.indices.subarray(interactions.indptr[user], interactions.indptr[user + 1]);
  if (wanted.length > 0 && random.uniform() < 0.5) return wanted[random.integer(wanted.length)];
  return unseen(() => random.integer(itemCount), user);
});

describe('falseNegativeRate', () => {
  test('of uniform negatives is that of both references', () => {
    const found = falseNegativeRate({ negatives: uniform, train, against: validation });
    expect(Math.abs(found.rate / found.uniform - 1)).toBeLessThan(0.3);
    expect(Math.abs(found.matched / found.uniform - 1)).toBeLessThan(0.15);
    expect(found).toMatchObject({ against: 'validation', negatives: 2400, users: 60, trainPositives: 0 });
  });

  test('of popular negatives is above the uniform rate and at the matched one', () => {
    const { rate, matched, uniform, ratio } = falseNegativeRate({
      negatives: popular,
      train,
      against: validation,
    });
    expect(rate).toBeGreaterThan(1.2 * uniform);
    expect(Math.abs(rate / matched - 1)).toBeLessThan(0.25);
    expect(ratio).toBe(rate / matched);
  });

  test('of negatives that seek held-out positives is far above the matched one', () => {
    const { ratio } = falseNegativeRate({ negatives: seeking, train, against: validation });
    expect(ratio).toBeGreaterThan(4);
  });

  test('by hand: three users, four items', () => {
    // Train: 0 has 0. Held out: 0 wants 1, 1 wants 2. Negatives: (0, 1), (0, 2), (1, 2), (2, 1), (2, 3) twice.
    const found = falseNegativeRate({
      negatives: { users: [0, 0, 1, 2, 2, 2], items: [1, 2, 2, 1, 3, 3] },
      train: csrFromPairs(3, 4, [0], [0]),
      against: { ...validation, interactions: csrFromPairs(3, 4, [0, 1], [1, 2]) },
    });
    expect(found.rate).toBe(2 / 6);
    // User 0: 1 of 3 unseen items, twice; user 1: 1 of 4; user 2: none.
    expect(found.uniform).toBeCloseTo((2 / 3 + 1 / 4) / 6, 14);
    // Others' negatives: for user 0 items 2, 1, 3, 3, of which one is wanted; for user 1 items 1, 2, 1, 3, 3.
    expect(found.matched).toBeCloseTo((2 / 4 + 1 / 5) / 6, 14);
  });

  test('references are the expectations of draws', () => {
    const { matched, uniform } = falseNegativeRate({ negatives: seeking, train, against: validation });
    const hits = { matched: 0, uniform: 0 };
    const rounds = 20;
    for (let round = 0; round < rounds; round++) {
      for (const user of seeking.users as number[]) {
        const other = () => {
          let pair = random.integer(seeking.users.length);
          while (seeking.users[pair] === user) pair = random.integer(seeking.users.length);
          return seeking.items[pair];
        };
        if (contains(interactions, user, unseen(other, user))) hits.matched++;
        if (
          contains(
            interactions,
            user,
            unseen(() => random.integer(itemCount), user),
          )
        )
          hits.uniform++;
      }
    }
    const draws = rounds * seeking.users.length;
    for (const [name, expected] of Object.entries({ matched, uniform })) {
      const rate = hits[name as keyof typeof hits] / draws;
      expect(Math.abs(rate - expected)).toBeLessThan(4 * Math.sqrt(expected / draws));
    }
  });

  test('with known tastes is the mean relevance; a truth of 0 and 1 gives the same as held-out pairs', () => {
    const truth = (relevance: GroundTruth['relevance']): GroundTruth => ({
      part: 'ground-truth',
      users,
      items,
      relevance,
    });
    const binary = truth((user, item) => (contains(interactions, user, item) ? 1 : 0));
    const known = falseNegativeRate({ negatives: seeking, train, against: binary });
    const held = falseNegativeRate({ negatives: seeking, train, against: validation });
    expect(known.against).toBe('ground-truth');
    for (const name of ['rate', 'matched', 'uniform'] as const) {
      expect(known[name]).toBeCloseTo(held[name], 12);
    }
    const constant = falseNegativeRate({ negatives: popular, train, against: truth(() => 0.3) });
    expect(constant.rate).toBeCloseTo(0.3, 12);
    expect(constant.matched).toBeCloseTo(0.3, 12);
    expect(constant.uniform).toBeCloseTo(0.3, 12);
  });

  test('counts negatives that are train positives', () => {
    const [user, item] = [0, train.indices[0]];
    const negatives = { users: [user, 1], items: [item, interactions.indices[0]] };
    expect(falseNegativeRate({ negatives, train, against: validation }).trainPositives).toBe(0.5);
  });

  test('refuses no pairs, pairs out of range, and a single user', () => {
    const rate = (negatives: NegativePairs) => falseNegativeRate({ negatives, train, against: validation });
    expect(() => rate({ users: [], items: [] })).toThrow('cannot pair 0 users with 0 items');
    expect(() => rate({ users: [1], items: [80] })).toThrow('pair 0 is (1, 80)');
    expect(() => rate({ users: [1, 1], items: [3, 4] })).toThrow('all 2 negatives are of one user');
  });
});
