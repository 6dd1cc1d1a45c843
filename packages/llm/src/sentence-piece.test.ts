import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { readVocabulary } from './sentence-encoder-weights.ts';
import { type SentencePiece, sentencePieceTokenizer, type Tokenizer } from './sentence-piece.ts';

describe('sentencePieceTokenizer', () => {
  const spare: SentencePiece[] = ['<unk>', '<s>', '</s>', 'x1', 'x2', 'x3'].map((piece) => [piece, 0]);
  const pieces: SentencePiece[] = [
    ['▁', -3],
    ['a', -2],
    ['b', -2],
    ['ab', -3],
    ['▁ab', -4.5],
    ['aba', -5.5],
  ];
  const tokenize = sentencePieceTokenizer([...spare, ...pieces]);
  const id = (piece: string) => 6 + pieces.findIndex(([text]) => text === piece);

  test('takes the segmentation with the greatest score', () => {
    // ▁ab + a + b = -8.5; ▁ + aba + b = -10.5; ▁ab + ab = -7.5
    expect([...tokenize('abab')]).toEqual([id('▁ab'), id('ab')]);
    // ▁ + aba = -8.5; ▁ab + a = -6.5
    expect([...tokenize('aba')]).toEqual([id('▁ab'), id('a')]);
  });

  test('has the score of the best segmentation of all', () => {
    const scores = new Map(pieces);
    const best = (text: string): number =>
      text === ''
        ? 0
        : Math.max(
            ...[...scores].map(([piece, score]) =>
              text.startsWith(piece) ? score + best(text.slice(piece.length)) : -Infinity,
            ),
          );
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 12 }), (letters) => {
        const text = letters.join('');
        const ids = [...tokenize(text)];
        expect(ids.map((at) => pieces[at - 6][0]).join('')).toBe(`▁${text}`);
        expect(ids.reduce((sum, at) => sum + pieces[at - 6][1], 0)).toBeCloseTo(best(`▁${text}`), 9);
      }),
    );
  });

  test('makes one id 0 of neighbouring unknown characters, emoji included', () => {
    expect([...tokenize('a漢字😀b')]).toEqual([id('▁'), id('a'), 0, id('b')]);
  });

  test('takes runs of white space as one, and none at the ends', () => {
    expect([...tokenize('  ab \n\t ab ')]).toEqual([...tokenize('ab ab')]);
  });

  describe('with the vocabulary of the encoder', () => {
    let english: Tokenizer;
    beforeAll(async () => {
      english = sentencePieceTokenizer(await readVocabulary());
    });

    test('gives the ids that the documentation of @tensorflow-models/universal-sentence-encoder shows', () => {
      expect([...english('Hello, how are you?')]).toEqual([341, 4125, 8, 140, 31, 19, 54]);
    });

    test('gives ids of the vocabulary for any text', () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary' }), (text) => {
          for (const id of english(text)) expect(id === 0 || (id >= 6 && id < 8002)).toBe(true);
        }),
      );
    });
  });
});
