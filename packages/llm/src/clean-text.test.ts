import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';

describe('cleanText', () => {
  it('redacts addresses, links and long numbers, and keeps ordinary ones', () => {
    const text =
      'Ask jo.doe+x@mail.example.org, call +1 (555) 123-4567, see www.example.com/a?b#c. Bought 2 in 2017.';
    expect(cleanText(text, 500)).toBe('Ask [email], call [number], see [link] Bought 2 in 2017.');
    expect(cleanText('card 4111 1111 1111 1111!', 500)).toBe('card [number]!');
  });

  it('removes control, zero-width and bidirectional characters', () => {
    expect(cleanText('a\u0000b\u200Bc\u202Ed\u2066e\nf', 100)).toBe('a bcde f');
  });

  it('cuts at a word and never inside a character', () => {
    expect(cleanText('one two three', 9)).toBe('one two');
    expect(cleanText('😀😀', 3)).toBe('😀');
  });

  it('gives well-formed text within the limit for any input', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 1, max: 80 }),
        (text, limit) => {
          const cleaned = cleanText(text, limit);
          expect(cleaned.length).toBeLessThanOrEqual(limit);
          expect(cleaned.isWellFormed()).toBe(true);
          expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}]/u);
          expect(JSON.parse(JSON.stringify(cleaned))).toBe(cleaned);
        },
      ),
    );
  });
});
