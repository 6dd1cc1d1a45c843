import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assistantWeights } from './assistant-weights.ts';

/** Item 0 is the positive; the others are negatives that one, both or none of the two prefers. */
const weight = assistantWeights({ model: () => [0, 9, 9, -9, -9], assistant: () => [0, -9, 9, -9, 9] });

describe('assistantWeights', () => {
  it('weighs what only the recommender prefers, and little of what both, none or only the assistant prefers', () => {
    expect(weight(0, 0, 1)).toBeGreaterThan(0.99);
    expect(weight(0, 0, 2)).toBeCloseTo(0, 12);
    expect(weight(0, 0, 3)).toBeCloseTo(0, 12);
    expect(weight(0, 0, 4)).toBe(0);
  });

  it('is the Jensen-Shannon divergence of two coins, in bits, where the recommender prefers more', () => {
    const scores = fc.tuple(
      fc.double({ min: -6, max: 6, noNaN: true }),
      fc.double({ min: -6, max: 6, noNaN: true }),
    );
    fc.assert(
      fc.property(scores, ([one, other]) => {
        const [p, q] = [one, other].map((margin) => 1 / (1 + Math.exp(-margin)));
        const to = (a: number, b: number) => a * Math.log2(a / b) + (1 - a) * Math.log2((1 - a) / (1 - b));
        const divergence = (to(p, (p + q) / 2) + to(q, (p + q) / 2)) / 2;
        const found = assistantWeights({ model: () => [0, one], assistant: () => [0, other] })(0, 0, 1);
        expect(found).toBeCloseTo(one > other ? divergence : 0, 10);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('asks for the scores of a user once in a row', () => {
    let calls = 0;
    const scores = () => [0, ++calls];
    const counted = assistantWeights({ model: scores, assistant: () => [0, 0] });
    for (const user of [0, 0, 1, 1]) counted(user, 0, 1);
    expect(calls).toBe(2);
  });

  it('refuses scores that are not finite or too few, by name', () => {
    const broken = assistantWeights({ model: () => [0, 1], assistant: () => [0] });
    const failure = expect.objectContaining({
      code: 'SCORE_NOT_FINITE',
      message: expect.stringContaining('assistant'),
    });
    expect(() => broken(3, 0, 1)).toThrow(failure);
  });
});
