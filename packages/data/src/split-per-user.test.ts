import { createRandom, idMap } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitPerUser } from './split-per-user.ts';

const random = createRandom(1);

/** Interactions of one user for each length. */
function histories(lengths: readonly number[]) {
  const rows = lengths.flatMap((length, user) => Array.from({ length }, (_, item) => ({ user, item })));
  return { rows, users: idMap(lengths.map((_, user) => `u${user}`)) };
}

describe('splitPerUser', () => {
  it('gives each part its share of every user, and every interaction to one part', () => {
    const ratio = fc.double({ min: 0.01, max: 0.45, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 6 }), ratio, ratio, (lengths, first, second) => {
        const { rows, users } = histories(lengths);
        const parts = splitPerUser(rows, users, [first, second], random);
        const key = ({ user, item }: { user: number; item: number }) => `${user} ${item}`;
        expect(parts.flat().map(key).sort()).toEqual(rows.map(key).sort());
        for (const [user, length] of lengths.entries()) {
          const sizes = parts.map((part) => part.filter((row) => row.user === user).length);
          const shares = [first, second].map((share) => Math.max(1, Math.round(share * length)));
          const whole = shares[0] + shares[1] >= length;
          expect(sizes.slice(1)).toEqual(whole ? [0, 0] : shares);
        }
      }),
    );
  });

  it('splits a user alike whatever the order of lines and whoever else is there', () => {
    const { rows, users } = histories([20, 30]);
    const whole = splitPerUser(rows, users, [0.2], random)[1].filter((row) => row.user === 1);
    const alone = rows.filter((row) => row.user === 1).reverse();
    expect(splitPerUser(alone, users, [0.2], random)[1]).toEqual(whole);
  });

  it('draws at random: another seed, another split', () => {
    const { rows, users } = histories([200]);
    const [, first] = splitPerUser(rows, users, [0.1], createRandom(1));
    const [, second] = splitPerUser(rows, users, [0.1], createRandom(2));
    const mean = first.reduce((sum, row) => sum + row.item, 0) / first.length;
    expect(first).not.toEqual(second);
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThan(140);
  });
});
