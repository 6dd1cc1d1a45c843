import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logOf, type Row } from './__fixtures__/logs.ts';
import { assignPerUser, randomPerUser } from './random-per-user.ts';

const random = createRandom(1);

/** Interactions of one user for each length. */
function histories(lengths: readonly number[]): readonly Row[] {
  return lengths.flatMap((length, user) =>
    Array.from({ length }, (_, item): Row => [`u${user}`, `${1000 + item}`]),
  );
}

/** What one user has in a part. */
function heldOut(rows: readonly Row[], partOf: Uint8Array, part: number, user: string): readonly string[] {
  return rows.filter((row, index) => partOf[index] === part && row[0] === user).map(([, item]) => item);
}

describe('assignPerUser', () => {
  it('gives each part its share of every user', () => {
    const share = fc.double({ min: 0.01, max: 0.45, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 6 }), share, share, (lengths, first, second) => {
        const rows = histories(lengths);
        const partOf = assignPerUser(logOf(rows), [first, second], random);
        for (const [user, length] of lengths.entries()) {
          const sizes = [1, 2].map((part) => heldOut(rows, partOf, part, `u${user}`).length);
          const shares = [first, second].map((one) => Math.max(1, Math.round(one * length)));
          const whole = shares[0] + shares[1] >= length;
          expect(sizes).toEqual(whole ? [0, 0] : shares);
        }
      }),
    );
  });

  it('splits a user alike whatever the order of lines and whoever else is there', () => {
    const rows = histories([20, 30]);
    const whole = heldOut(rows, assignPerUser(logOf(rows), [0.2], random), 1, 'u1');
    const alone = rows.filter(([user]) => user === 'u1');
    expect(heldOut(alone, assignPerUser(logOf(alone), [0.2], random), 1, 'u1')).toEqual(whole);
  });

  it('draws at random: another seed, another split', () => {
    const rows = histories([200]);
    const first = heldOut(rows, assignPerUser(logOf(rows), [0.1], createRandom(1)), 1, 'u0');
    const second = heldOut(rows, assignPerUser(logOf(rows), [0.1], createRandom(2)), 1, 'u0');
    const mean = first.reduce((sum, item) => sum + Number(item) - 1000, 0) / first.length;
    expect(first).not.toEqual(second);
    expect(mean).toBeGreaterThan(60);
    expect(mean).toBeLessThan(140);
  });
});

it.each([
  [0, 0.1],
  [0.5, 0.5],
])('refuses shares of %s and %s', (validation, test) => {
  expect(() => randomPerUser({ validation, test })).toThrow(`${validation} and ${test}`);
});
