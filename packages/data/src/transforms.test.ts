import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRows, logOf, type Row, rowsOf } from './__fixtures__/logs.ts';
import { dateRange } from './date-range.ts';
import type { InteractionLog } from './interaction-log.ts';
import { kCore } from './k-core.ts';
import { minRating } from './min-rating.ts';
import { sampleUsers } from './sample-users.ts';
import { withoutRepeats } from './without-repeats.ts';

const transforms: Record<string, (log: InteractionLog) => InteractionLog> = {
  minRating: (log) => minRating(log, 3),
  dateRange: (log) => dateRange(log, { from: 5, until: 25 }),
  withoutRepeats: (log) => withoutRepeats(log, { keep: 'last' }),
  kCore: (log) => kCore(log, { users: 2, items: 2 }),
  sampleUsers: (log) => sampleUsers(log, { count: 4, seed: 1 }),
};
const some = anyRows.filter((rows) => rows.length > 0);

describe.each(Object.entries(transforms))('%s', (name, transform) => {
  it('keeps some rows as they are, in their order, and never changes its log', () => {
    fc.assert(
      fc.property(some, (rows) => {
        const log = logOf(rows);
        const copy = structuredClone(log);
        const kept = rowsOf(transform(log));
        expect(log).toEqual(copy);
        let from = 0;
        for (const row of kept) {
          from =
            rows.findIndex((one, index) => index >= from && one.every((value, at) => value === row[at])) + 1;
          expect(from).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(some, (rows) => {
        const once = transform(logOf(rows));
        expect(rowsOf(transform(once))).toEqual(rowsOf(once));
      }),
    );
  });

  it('says what it did, and what it left', () => {
    fc.assert(
      fc.property(some, (rows) => {
        const { provenance, ...log } = transform(logOf(rows));
        const left = rowsOf(log as InteractionLog);
        expect(provenance).toEqual([
          {
            step: name,
            parameters: expect.any(Object),
            interactions: left.length,
            users: new Set(left.map(([user]) => user)).size,
            items: new Set(left.map(([, item]) => item)).size,
          },
        ]);
      }),
    );
  });
});

it('gives the same whatever the order of filters that look at one interaction each', () => {
  const { minRating: liked, dateRange: recent } = transforms;
  fc.assert(
    fc.property(some, (rows) => {
      const log = logOf(rows);
      expect(rowsOf(liked(recent(log)))).toEqual(rowsOf(recent(liked(log))));
    }),
  );
});

describe('minRating', () => {
  it('keeps what is rated as high, also where the number has no exact form', () => {
    const rows: Row[] = [
      ['u', 'i', 4.1],
      ['u', 'j', 4.099],
    ];
    expect(minRating(logOf(rows), 4.1).userOf).toHaveLength(1);
  });

  it('needs ratings', () => {
    const rows: Row[] = [
      ['u', 'i', 4],
      ['u', 'j'],
    ];
    expect(() => minRating(logOf(rows), 4)).toThrow(/minRating needs ratings; 1 of .* have none/);
    expect(() => minRating(logOf([['u', 'i']]), 4)).toThrow('minRating needs ratings');
  });
});

describe('dateRange', () => {
  const day = (date: string) => Date.parse(`${date}Z`) / 1000;
  const rows: Row[] = [
    ['u', 'before', 5, day('2014-12-31T23:59:59')],
    ['u', 'first', 5, day('2015-01-01T00:00:00')],
    ['u', 'last', 5, day('2017-12-31T23:59:59')],
    ['u', 'after', 5, day('2018-01-01T00:00:00')],
  ];
  const items = (range: Parameters<typeof dateRange>[1]) =>
    rowsOf(dateRange(logOf(rows), range)).map(([, item]) => item);

  it('takes its beginning and leaves its end', () => {
    expect(items({ from: '2015-01-01', until: '2018-01-01' })).toEqual(['first', 'last']);
    expect(items({ from: day('2015-01-01T00:00:00') })).toEqual(['first', 'last', 'after']);
    expect(items({ until: '2015-01-01T00:00:00Z' })).toEqual(['before']);
  });

  it.each([
    [{ from: '01.02.2015' }, 'from "01.02.2015" is not a date'],
    [{ from: '2015-02-30T25:00' }, 'is not a date'],
    [{ until: Number.NaN }, 'until "NaN" is not a date'],
    [{ from: '2015-01-01', until: '2015-01-01' }, 'from 2015-01-01 is not before until 2015-01-01'],
  ])('refuses %j', (range, message) => {
    expect(() => items(range)).toThrow(message);
  });

  it('needs times', () => {
    expect(() => dateRange(logOf([['u', 'i', 5]]), { from: 0 })).toThrow('dateRange needs times');
  });
});

describe('withoutRepeats', () => {
  const rows: Row[] = [
    ['u', 'i', 1],
    ['v', 'i', 2],
    ['u', 'i', 3],
    ['u', 'j', 4],
    ['u', 'i', 5],
  ];

  it('keeps the first or the last', () => {
    const ratings = (keep: 'first' | 'last') => [...withoutRepeats(logOf(rows), { keep }).ratings!];
    expect(ratings('first')).toEqual([1, 2, 4]);
    expect(ratings('last')).toEqual([2, 4, 5]);
  });

  it('counts the others, once', () => {
    const once = withoutRepeats(logOf(rows), { keep: 'last' });
    const note = {
      what: 'repeats of a pair of user and item',
      count: 2,
      examples: ['user u, item i', 'user u, item i'],
    };
    expect(once.notes).toEqual([note]);
    expect(withoutRepeats(once, { keep: 'last' }).notes).toEqual([note]);
  });

  it('leaves as many as there are pairs', () => {
    fc.assert(
      fc.property(anyRows, fc.constantFrom('first', 'last'), (all, keep) => {
        const pairs = new Set(all.map(([user, item]) => `${user} ${item}`));
        expect(withoutRepeats(logOf(all), { keep }).userOf).toHaveLength(pairs.size);
      }),
    );
  });
});

describe('sampleUsers', () => {
  it('keeps all of as many users as asked for, whatever the order of lines', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 12 }), fc.nat(), (rows, count, seed) => {
        const all = new Set(rows.map(([user]) => user));
        const kept = sampleUsers(logOf(rows), { count, seed });
        const users = new Set(rowsOf(kept).map(([user]) => user));
        expect(users.size).toBe(Math.min(count, all.size));
        expect(rowsOf(kept)).toEqual(rows.filter(([user]) => users.has(user)));
        const reversed = sampleUsers(logOf(rows.toReversed()), { count, seed });
        expect(rowsOf(reversed)).toEqual(rowsOf(kept).toReversed());
      }),
    );
  });

  it('draws others for another seed', () => {
    const rows = Array.from({ length: 100 }, (_, user): Row => [`u${user}`, 'i']);
    const draw = (seed: number) => rowsOf(sampleUsers(logOf(rows), { count: 20, seed }));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it.each([0, -1, 2.5, Number.NaN])('refuses a count of %s', (count) => {
    expect(() => sampleUsers(logOf([['u', 'i']]), { count, seed: 1 })).toThrow(`count ${count}`);
  });
});
