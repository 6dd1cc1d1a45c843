import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, holdsContact } from './clean-text.ts';

describe('cleanText', () => {
  it('redacts addresses, links and long numbers, and keeps ordinary ones', () => {
    const text =
      'Ask jo.doe+x@mail.example.org, call +1 (555) 123-4567, see www.example.com/a?b#c. Bought 2 in 2017.';
    expect(cleanText(text, 500)).toBe('Ask [email], call [number], see [link] Bought 2 in 2017.');
    expect(cleanText('card 4111 1111 1111 1111!', 500)).toBe('card [number]!');
  });

  it('removes control, zero-width and bidirectional characters', () => {
    expect(cleanText('a\u0000b\u200Bc\u202Ed\u2066e\nf', 100)).toBe('abcde f');
  });

  it.each([
    ['jo@mail.example.org', '[email]'],
    ['jürgen.groß@post.de', '[email]'],
    ['jo＠ｐｏｓｔ．ｄｅ', '[email]'],
    ['www.example.com', '[link]'],
    ['555 123 4567', '[number]'],
    ['j\u200Bo@ma\uFEFFil\u2060.example.org', '[email]'],
    ['ｊｏ＠ｍａｉｌ．ｅｘａｍｐｌｅ．ｏｒｇ', '[email]'],
    ['jo@mail\0.exam\uD800ple.org', '[email]'],
    ['jo@ma\x1B[2Jil.example.org', '[email]'],
    ['jo (at) mail.example.org', '[email]'],
    ['jo[at]mail.example.org', '[email]'],
    ['javascript://x', '[link]'],
    ['FTP://files.example/x', '[link]'],
    ['mailto:jo', '[link]'],
    ['cheap-stuff.example.com/buy?x=1', '[link]'],
    ['bit.ly/xyz', '[link]'],
    ['t.me/abc', '[link]'],
    ['shop.example.co.uk/sale', '[link]'],
    ['john@example。com', '[email]'],
    ['+49 (0)30 901820-11', '[number]'],
    ['4111–1111–1111–1111', '[number]'],
    ['٠١٢٣٤٥٦٧٨٩', '[number]'],
    ['378282246310005', '[number]'],
  ])('redacts %s', (text, placeholder) => {
    expect(cleanText(`Ask ${text}`, 500)).toBe(`Ask ${placeholder}`);
    expect(holdsContact(`Ask ${text}`)).toBe(true);
  });

  it.each([
    'Bought 2 in 2017 for $19.99, 5/5.',
    'Fits 10-12 year olds, 30 x 40 x 50 cm',
    'A Dell-based net.work e.g. this one.',
    'Meet us @ the shop',
    'Sizes S/M/L, 3.5/5 stars, and/or w/o. 1.5 l/min, e.g. U.S./UK',
    '第１０集，很好。',
  ])('leaves "%s" without a placeholder', (text) => {
    expect(cleanText(text, 500)).not.toMatch(/\[/);
    expect(holdsContact(text)).toBe(false);
  });

  it('removes what hides text: tags, variation selectors, blank fillers, private use', () => {
    const hidden = ['\u{E0049}\u{E0067}', '\uFE0F', '\u{E0100}', '\u3164', '\u034F', '\uE000', '\u00AD'];
    expect(cleanText(`a${hidden.join('b')}c`, 100)).toBe('abbbbbbc');
  });

  it.each(['1', '1-', 'a.', 'a@', 'a-', '@a.', 'www.', 'a.b/', '1 ', 'a+b.'])(
    'takes a time in proportion to the length of repeats of "%s"',
    (part) => {
      const started = performance.now();
      cleanText(part.repeat(50_000), 100);
      // Quadratic would be minutes.
      expect(performance.now() - started).toBeLessThan(3000);
    },
  );

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
