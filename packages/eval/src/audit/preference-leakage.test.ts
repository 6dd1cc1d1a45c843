import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { preferenceLeakage } from './preference-leakage.ts';

const models = ['a', 'b'];

describe('preferenceLeakage', () => {
  test('by hand: each judge gives its own student more than the other judge does', () => {
    // Student a: .55 from a, .35 from b, .45 on average. Student b: .65 from b, .45 from a, .55 on average.
    const [{ score, firstExcess, secondExcess }] = preferenceLeakage({
      models,
      winRates: [
        [0.55, 0.45],
        [0.35, 0.65],
      ],
    });
    expect(firstExcess).toBeCloseTo(0.1 / 0.45, 14);
    expect(secondExcess).toBeCloseTo(0.1 / 0.55, 14);
    expect(score).toBeCloseTo((0.1 / 0.45 + 0.1 / 0.55) / 2, 14);
  });

  test('a better student is no leakage: judges who agree score 0', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1, noNaN: true }), (rate) => {
        const row = [rate, 1 - rate / 2];
        expect(preferenceLeakage({ models, winRates: [row, row] })[0].score).toBeCloseTo(0, 12);
      }),
    );
  });

  test('is below 0 where judges favour the other, and the same from both sides', () => {
    const winRates = [
      [0.4, 0.6],
      [0.7, 0.3],
    ];
    const [there] = preferenceLeakage({ models, winRates });
    const [back] = preferenceLeakage({
      models: ['b', 'a'],
      winRates: [
        [0.3, 0.7],
        [0.6, 0.4],
      ],
    });
    expect(there.score).toBeLessThan(0);
    expect(back.score).toBeCloseTo(there.score, 14);
  });

  test('scores each pair of three', () => {
    const winRates = [
      [0.6, 0.5, 0.5],
      [0.4, 0.6, 0.5],
      [0.6, 0.5, 0.5],
    ];
    const found = preferenceLeakage({ models: ['a', 'b', 'c'], winRates });
    expect(found.map(({ first, second }) => first + second)).toEqual(['ab', 'ac', 'bc']);
    expect(found[1].score).toBe(0);
  });

  test('refuses what is no matrix of rates', () => {
    const leak =
      (winRates: number[][], names = models) =>
      () =>
        preferenceLeakage({ models: names, winRates });
    expect(leak([[0.5, 0.5]])).toThrow('2 win rates are no square matrix over 2 models');
    expect(leak([[0.5]], ['a'])).toThrow('no square matrix over 1 models');
    expect(
      leak([
        [50, 50],
        [50, 50],
      ]),
    ).toThrow('the win rate of "a" under "a" is 50');
    expect(
      leak([
        [0, 1],
        [0, 1],
      ]),
    ).toThrow('the student of "a" never wins');
  });
});
