import { contains, type Dataset, HnlmError, rowOf } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logOf, manyPairs, type Row } from './__fixtures__/logs.ts';
import { coldStartItems } from './cold-start-items.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { randomPerInteraction } from './random-per-interaction.ts';
import { randomPerUser } from './random-per-user.ts';
import type { Split } from './split.ts';
import { splitLog } from './split-log.ts';
import { temporal } from './temporal.ts';

const shares = { validation: 0.2, test: 0.2 };
const splits: readonly Split[] = [
  randomPerUser(shares),
  randomPerInteraction(shares),
  leaveOneOut(),
  temporal({ scope: 'global', ...shares }),
  temporal({ scope: 'user', ...shares }),
  coldStartItems({ share: 0.2 }),
];
const named = splits.map((split) => [[split.name, split.parameters.scope].join(' ').trim(), split] as const);

/** Lists a part by original ids. */
function pairsOf({ users, items, interactions }: Dataset['train' | 'validation' | 'test']): string[] {
  return users.ids.flatMap((user, index) =>
    Array.from(rowOf(interactions, index), (item) => `${user} ${items.ids[item]}`),
  );
}

/** Splits, or returns nothing where a part would be empty. */
function trySplit(rows: readonly Row[], split: Split, seed = 1): Dataset | undefined {
  try {
    return splitLog(logOf(rows), split, seed);
  } catch (error) {
    if (HnlmError.isInstance(error) && error.code === 'DATA_EMPTY') return undefined;
    throw error;
  }
}

/** Twenty users of twelve items each, one interaction a day. */
const shop = Array.from({ length: 240 }, (_, index): Row => {
  const user = index % 20;
  return [`u${user}`, `i${(user * 7 + Math.floor(index / 20) * 5) % 60}`, 1 + (index % 5), index * 86_400];
});

describe.each(named)('splitLog by %s', (_, split) => {
  it('puts every interaction into one part, or leaves it out and says so', () => {
    let whole = 0;
    fc.assert(
      fc.property(manyPairs, (rows) => {
        const dataset = trySplit(rows, split);
        if (dataset === undefined) return;
        whole++;
        const parts = [dataset.train, dataset.validation, dataset.test].flatMap(pairsOf);
        const left = dataset.notes
          .filter(({ what }) => what.includes('left out'))
          .reduce((sum, { count }) => sum + count, 0);
        const all = rows.map(([user, item]) => `${user} ${item}`);
        expect(new Set(parts).size).toBe(parts.length);
        expect(parts.length + left).toBe(rows.length);
        expect(all).toEqual(expect.arrayContaining(parts));
        for (const row of Array.from(dataset.test.users.ids.keys())) {
          for (const part of [dataset.validation, dataset.test]) {
            if (rowOf(part.interactions, row).length > 0) {
              expect(rowOf(dataset.train.interactions, row).length).toBeGreaterThan(0);
            }
          }
        }
      }),
    );
    expect(whole).toBeGreaterThan(10);
  });

  it('keeps ratings and times of train beside their pairs', () => {
    const { train } = splitLog(logOf(shop), split, 1);
    const known = new Map(shop.map(([user, item, rating, time]) => [`${user} ${item}`, { rating, time }]));
    const { ratings, times } = train;
    expect(pairsOf(train).map((_pair, at) => ({ rating: ratings![at], time: times![at] }))).toEqual(
      pairsOf(train).map((pair) => known.get(pair)),
    );
  });

  it('has rows that ascend, and masks what was seen before', () => {
    const { train, validation, test } = splitLog(logOf(shop), split, 1);
    for (const { interactions } of [train, validation, test]) {
      for (let user = 0; user < interactions.rows; user++) {
        const row = [...rowOf(interactions, user)];
        expect(row).toEqual(row.toSorted((a, b) => a - b));
      }
    }
    expect(validation.masked).toBe(train.interactions);
    expect(test.masked.indices).toHaveLength(
      train.interactions.indices.length + validation.interactions.indices.length,
    );
    for (let user = 0; user < 20; user++) {
      for (const item of [...rowOf(train.interactions, user), ...rowOf(validation.interactions, user)]) {
        expect(contains(test.masked, user, item)).toBe(true);
      }
    }
  });

  it('is the same to the bit for the same seed', () => {
    const log = logOf(shop);
    const copy = structuredClone(log);
    expect(splitLog(log, split, 3).fingerprint).toBe(splitLog(log, split, 3).fingerprint);
    expect(log).toEqual(copy);
  });

  it('names the split, its shares and its seed in the provenance', () => {
    const { provenance, train, validation, test } = splitLog(logOf(shop), split, 7);
    const interactions = [train, validation, test].flatMap(pairsOf).length;
    expect(provenance).toEqual([
      expect.objectContaining({
        step: 'split',
        parameters: { split: split.name, ...split.parameters, seed: 7 },
        interactions,
      }),
    ]);
  });
});

describe('splitLog', () => {
  it('draws another split for another seed, where it draws', () => {
    for (const [name, split] of named) {
      const [first, second] = [1, 2].map((seed) => splitLog(logOf(shop), split, seed).fingerprint);
      if (/random|cold/.test(name)) expect(first).not.toBe(second);
      else expect(first).toBe(second);
    }
  });

  it('does not let the order of lines matter to random splits', () => {
    for (const [, split] of named.filter(([name]) => /random/.test(name))) {
      const numbered = shop.map(([user, item, ...rest]): Row => [user.slice(1), item.slice(1), ...rest]);
      const [ahead, back] = [numbered, numbered.toReversed()].map(
        (rows) => splitLog(logOf(rows), split, 1).fingerprint,
      );
      expect(ahead).toBe(back);
    }
  });

  it('refuses repeats, which could end up in two parts', () => {
    expect(() => splitLog(logOf([...shop, shop[0]]), randomPerUser(shares), 1)).toThrow(
      'user u0 and item i0 have more than one interaction',
    );
  });

  it('says what was left after each step where a part is empty', () => {
    expect(() => splitLog(logOf(shop.slice(0, 20)), randomPerUser(shares), 1)).toThrow(
      expect.objectContaining({
        code: 'DATA_EMPTY',
        hint: expect.stringContaining('Interactions after each step: split 20.'),
      }),
    );
  });

  it('keeps held-out ratings and times out of every view', () => {
    const { validation, test } = splitLog(logOf(shop), randomPerUser(shares), 1);
    for (const view of [validation, test]) {
      expect(view).not.toHaveProperty('ratings');
      expect(view).not.toHaveProperty('times');
    }
  });
});

describe('randomPerInteraction', () => {
  it('holds out exact shares', () => {
    const log = logOf(shop);
    const dataset = splitLog(log, randomPerInteraction({ validation: 0.1, test: 0.25 }), 1);
    expect(pairsOf(dataset.validation)).toHaveLength(24);
    expect(pairsOf(dataset.test)).toHaveLength(60);
  });
});

describe('leaveOneOut', () => {
  const rows: Row[] = [
    ['u', 'a', 5, 40],
    ['u', 'b', 5, 10],
    ['u', 'c', 5, 30],
    ['u', 'd', 5, 30],
    ['v', 'a', 5, 99],
    ['v', 'b', 5, 98],
  ];

  it('holds out the last two by time, and nothing of short histories', () => {
    const { train, validation, test } = splitLog(logOf(rows), leaveOneOut(), 1);
    expect([test, validation].map(pairsOf)).toEqual([['u a'], ['u d']]);
    expect(pairsOf(train)).toEqual(['u b', 'u c', 'v a', 'v b']);
  });

  it('goes by the order of lines where there are no times', () => {
    const { validation, test } = splitLog(logOf(rows.map(([user, item]) => [user, item])), leaveOneOut(), 1);
    expect([test, validation].map(pairsOf)).toEqual([['u d'], ['u c']]);
  });

  it('refuses times that only some have', () => {
    expect(() => splitLog(logOf([...rows, ['w', 'a', 5]]), leaveOneOut(), 1)).toThrow(
      /leaveOneOut needs times; 1 of .* have none/,
    );
  });
});

describe('temporal', () => {
  const times = new Map(shop.map(([user, item, , time]) => [`${user} ${item}`, time!]));
  const timesOf = (part: Dataset['train' | 'validation' | 'test']) =>
    pairsOf(part).map((pair) => times.get(pair)!);

  it('leaves nothing in train that is later than anything held out', () => {
    const { train, validation, test } = splitLog(logOf(shop), temporal({ scope: 'global', ...shares }), 1);
    expect(Math.max(...timesOf(train))).toBeLessThan(Math.min(...timesOf(validation)));
    expect(Math.max(...timesOf(validation))).toBeLessThan(Math.min(...timesOf(test)));
    expect([train, validation, test].map((part) => pairsOf(part).length)).toEqual([144, 48, 48]);
  });

  it('keeps together what happens at one moment', () => {
    const rows = shop.map(([user, item, rating], index): Row => [user, item, rating, Math.floor(index / 40)]);
    const { train, validation, test } = splitLog(logOf(rows), temporal({ scope: 'global', ...shares }), 1);
    // 48 would be a fifth; the moment that the cut falls into has 40.
    expect([train, validation, test].map((part) => pairsOf(part).length)).toEqual([120, 40, 80]);
  });

  it('holds out the last of each user', () => {
    const { train, validation, test } = splitLog(logOf(shop), temporal({ scope: 'user', ...shares }), 1);
    for (const user of train.users.ids) {
      const last = (part: Dataset['train' | 'validation' | 'test']) =>
        pairsOf(part).filter((pair) => pair.startsWith(`${user} `));
      expect([train, validation, test].map((part) => last(part).length)).toEqual([8, 2, 2]);
      const ofUser = [train, validation, test].map((part) => last(part).map((pair) => times.get(pair)!));
      expect(Math.max(...ofUser[0])).toBeLessThan(Math.min(...ofUser[1]));
      expect(Math.max(...ofUser[1])).toBeLessThan(Math.min(...ofUser[2]));
    }
  });

  it('needs times', () => {
    for (const scope of ['global', 'user'] as const) {
      expect(() => splitLog(logOf([['u', 'i']]), temporal({ scope, ...shares }), 1)).toThrow(
        'temporal needs times',
      );
    }
  });
});

describe('coldStartItems', () => {
  it('holds out items with all their interactions', () => {
    const { train, validation, test } = splitLog(logOf(shop), coldStartItems({ share: 0.1 }), 1);
    const itemsOf = (part: Dataset['train' | 'validation' | 'test']) => new Set(part.interactions.indices);
    expect([itemsOf(validation).size, itemsOf(test).size]).toEqual([6, 6]);
    const all = [train, validation, test].map(itemsOf);
    const together = all.reduce((sum, one) => sum + one.size, 0);
    expect(new Set(all.flatMap((one) => [...one])).size).toBe(together);
  });

  it.each([0, 0.5])('refuses a share of %s', (share) => {
    expect(() => coldStartItems({ share })).toThrow(`${share} and ${share}`);
  });
});
