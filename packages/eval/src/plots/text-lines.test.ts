import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textLines, textWidth } from './text-lines.ts';

test('breaks between words and ends what does not fit in an ellipsis', () => {
  const tenLetters = textWidth('0123456789', 13);
  expect(textLines('short', tenLetters, 13, 2)).toEqual(['short']);
  expect(textLines('DNS on text', tenLetters, 13, 2)).toEqual(['DNS on', 'text']);
  expect(textLines('DNS on text-initialised', tenLetters, 13, 2)).toEqual(['DNS on', 'text-init…']);
  expect(textLines('unbreakable words', tenLetters, 13, 1)).toEqual(['unbreakab…']);
});

test('no line is wider than asked', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 30, max: 300 }),
      (text, width) => {
        const lines = textLines(text, width, 13, 2);
        expect(lines.length).toBeLessThanOrEqual(2);
        for (const line of lines) expect(textWidth(line, 13)).toBeLessThanOrEqual(width + 0.01);
      },
    ),
  );
});

test('letters that fill a square count as such', () => {
  expect(textWidth('推薦', 13)).toBeCloseTo(26);
  expect(textLines('推薦推薦推薦', 40, 13, 1)).toEqual(['推薦…']);
});
