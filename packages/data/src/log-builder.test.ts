import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyRows, logOf, rowsOf } from './__fixtures__/logs.ts';
import { createLogBuilder } from './log-builder.ts';

describe('createLogBuilder', () => {
  it('gives back what was added', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(rowsOf(logOf(rows))).toEqual(rows);
      }),
    );
  });

  it('keeps ids of any form, in order of first appearance', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', minLength: 1 })), (ids) => {
        const log = logOf(ids.map((id) => [id, `${id}'`]));
        expect(log.users).toEqual([...new Set(ids)]);
        expect(log.items).toEqual([...new Set(ids)].map((id) => `${id}'`));
      }),
    );
  });

  it('grows, and knows what was missing before a rating or time came', () => {
    const builder = createLogBuilder();
    const before = 70_000;
    for (let row = 0; row < before; row++) builder.add(`u${row % 100}`, `i${row}`);
    builder.add('u0', 'i0', 3);
    builder.add('u1', 'i1', undefined, 1e9);
    for (let row = 0; row < before; row++) builder.add('u2', `i${row}`, 4, 2e9);
    const { userOf, itemOf, ratings, times } = builder.finish([]);
    expect(userOf).toHaveLength(2 * before + 2);
    expect(itemOf[before - 1]).toBe(before - 1);
    expect(ratings!.subarray(0, before).every(Number.isNaN)).toBe(true);
    expect([...ratings!.subarray(before, before + 3)]).toEqual([3, Number.NaN, 4]);
    expect([...times!.subarray(before, before + 3)]).toEqual([Number.NaN, 1e9, 2e9]);
  });

  it('has no columns of what never came', () => {
    const log = logOf([['u', 'i']]);
    expect(log).not.toHaveProperty('ratings');
    expect(log).not.toHaveProperty('times');
    expect(log).not.toHaveProperty('reviews');
  });

  it('keeps reviews only where they are asked for', () => {
    const add = (reviews: boolean) => {
      const builder = createLogBuilder({ reviews });
      builder.add('u', 'i');
      builder.add('u', 'j', 5, undefined, { text: 'Good.' });
      return builder.finish([]).reviews;
    };
    expect(add(true)).toEqual([undefined, { text: 'Good.' }]);
    expect(add(false)).toBeUndefined();
  });
});
