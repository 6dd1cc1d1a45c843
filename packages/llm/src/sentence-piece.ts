/** A piece of a SentencePiece vocabulary and its log probability; the place in the list is the id. */
export type SentencePiece = readonly [piece: string, score: number];

/** Turns text into piece ids. */
export type Tokenizer = (text: string) => Int32Array;

/** Stands for a space. */
const space = '\u2581';

/** `<unk>`, `<s>`, `</s>` and three spare symbols: never matched against text. */
const reserved = 6;

/** What SentencePiece takes off the least score for a character that no piece covers (`kUnkPenalty`). */
const unknownPenalty = 10;

/**
 * Makes a tokenizer from a SentencePiece unigram vocabulary: the segmentation with the greatest sum of scores
 * (Viterbi; Kudo, arXiv 1804.10959, section 3.2). Text is normalised as SentencePiece does by default: NFKC,
 * runs of white space as one, none at the ends, one before the first word. Neighbouring unknown characters
 * become one id 0.
 *
 * @example
 * ```ts
 * const tokenize = sentencePieceTokenizer(vocabulary);
 * tokenize('Hello, how are you?'); // [341, 4125, 8, 140, 31, 19, 54]
 * ```
 */
export function sentencePieceTokenizer(vocabulary: readonly SentencePiece[]): Tokenizer {
  const ids = new Map<string, number>();
  let longest = 1;
  let least = 0;
  for (const [id, [piece, score]] of vocabulary.entries()) {
    if (id < reserved) continue;
    ids.set(piece, id);
    longest = Math.max(longest, piece.length);
    least = Math.min(least, score);
  }

  return (text) => {
    const words = text.normalize('NFKC').trim().split(/\s+/);
    const symbols = space + words.join(space);
    const best = new Float64Array(symbols.length + 1).fill(-Infinity);
    const start = new Int32Array(symbols.length + 1);
    const last = new Int32Array(symbols.length + 1);
    best[0] = 0;

    const offer = (from: number, to: number, id: number, score: number) => {
      if (best[from] + score < best[to]) return;
      best[to] = best[from] + score;
      start[to] = from;
      last[to] = id;
    };
    for (let from = 0; from < symbols.length; from++) {
      if (best[from] === -Infinity) continue;
      const width = symbols.codePointAt(from)! > 0xffff ? 2 : 1;
      if (!ids.has(symbols.slice(from, from + width))) offer(from, from + width, 0, least - unknownPenalty);
      for (let to = from + 1; to <= Math.min(from + longest, symbols.length); to++) {
        const id = ids.get(symbols.slice(from, to));
        if (id !== undefined) offer(from, to, id, vocabulary[id][1]);
      }
    }

    const backwards: number[] = [];
    for (let end = symbols.length; end > 0; end = start[end]) {
      if (last[end] !== 0 || backwards.at(-1) !== 0) backwards.push(last[end]);
    }
    return Int32Array.from(backwards.reverse());
  };
}
