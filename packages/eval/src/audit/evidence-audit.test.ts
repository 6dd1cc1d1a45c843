import { describe, expect, test } from 'vitest';
import { evidenceAudit } from './evidence-audit.ts';

describe('evidenceAudit', () => {
  const trials = [
    {
      original: 'An oak table',
      repeated: 'an oak table.',
      swapped: 'A steel table',
      enriched: 'An oak table',
    },
    { original: 'Red lamp', repeated: 'Blue lamp', swapped: 'red lamp', enriched: 'Green lamp' },
    { original: 'Chair', swapped: 'Stool' },
    { original: 'Bed', enriched: 'Bed!' },
  ];

  test('a swap should change the answer, an addition should not', () => {
    const audit = evidenceAudit(trials);
    expect(audit.ignoredSwap).toMatchObject({ of: 3, share: 1 / 3 });
    expect(audit.distracted).toMatchObject({ of: 3, share: 1 / 3 });
    expect(audit.hallucinated).toMatchObject({ of: 6, share: 2 / 6 });
    expect(audit.unstable).toMatchObject({ of: 2, share: 1 / 2 });
  });

  test('takes another notion of sameness', () => {
    const byLast = (text: string) =>
      text
        .toLowerCase()
        .match(/[a-z]+/g)
        ?.at(-1);
    const audit = evidenceAudit(trials, { same: (first, second) => byLast(first) === byLast(second) });
    expect(audit.ignoredSwap.share).toBe(2 / 3);
    expect(audit.distracted.share).toBe(0);
  });

  test('intervals are those of Wilson: 2 of 6 gives .097 to .700', () => {
    const { interval } = evidenceAudit(trials).hallucinated;
    // By hand with z = 1.96: (2 + 1.9207 +- 1.96 sqrt(2 * 4 / 6 + .9604)) / (6 + 3.8415).
    expect(interval?.low).toBeCloseTo((2 + 1.92073 - 1.959964 * Math.sqrt(8 / 6 + 0.960365)) / 9.84146, 5);
    expect(interval?.high).toBeCloseTo((2 + 1.92073 + 1.959964 * Math.sqrt(8 / 6 + 0.960365)) / 9.84146, 5);
  });

  test('what was not asked has no share; nothing perturbed is refused', () => {
    const { distracted, unstable } = evidenceAudit([{ original: 'a', swapped: 'b' }]);
    expect(distracted).toEqual({ of: 0, share: null, interval: null });
    expect(unstable.share).toBeNull();
    expect(() => evidenceAudit([{ original: 'a', repeated: 'a' }])).toThrow('none of 1 trials');
  });
});
