import { contains, rowOf, type TrainView } from '@hnlm/core';
import { addFlags } from './add-flags.ts';
import type { NegativeFlag, NegativePair, NegativeSet } from './negative-set.ts';
import { saysWords, wordsOf } from './says-title.ts';

/** Options of {@link flagNegatives}. */
export interface FlagNegativesOptions {
  /** A set that `ground` has been through; without grounding only titles are compared. */
  readonly negatives: NegativeSet;
  readonly data: TrainView;
  /** Cosine to a train positive of the user from which a text is `too-near`; .95 by default. */
  readonly tooNear?: number;
  /** Cosine to the nearest item below which a text is `out-of-catalogue`; .45 by default. */
  readonly outOfCatalogue?: number;
}

/**
 * Marks what may be wrong with the text of each pair; drops nothing, so that a report can count and a caller can
 * choose. The two thresholds depend on the encoder; the defaults are from a try with the Universal Sentence Encoder, where
 * the nearest item was at .55 to .99 for swapped attributes, and mostly below .45 for texts about something else.
 *
 * - `is-positive`: the nearest item is a train positive of the user (the interacted item, as often where little was
 *   changed, or another).
 * - `too-near`: a train positive of the user is among the grounded items at a cosine from `tooNear` on.
 * - `copies-title`: the text says the title of a train item of the user, for instance of the interacted one.
 * - `out-of-catalogue`: no item is near.
 * - `markup`: the text holds a piece of HTML, as titles that were cut out of web pages do.
 *
 * @example
 * ```ts
 * const flagged = flagNegatives({ negatives: grounded, data: dataset.train });
 * const { kept, rejected } = dropFlagged(flagged, ['is-positive', 'out-of-catalogue']);
 * ```
 */
export function flagNegatives(options: FlagNegativesOptions): NegativeSet {
  const { negatives, data, tooNear = 0.95, outOfCatalogue = 0.45 } = options;

  const titles = data.texts.map(({ title = '' }) => wordsOf(title));
  const texts = negatives.texts.map(({ text }) => wordsOf(text));

  function flagsOf(pair: NegativePair): NegativeFlag[] {
    const { text, grounded = [] } = negatives.texts[pair.text];
    const user = data.users.indexOf(pair.user);
    const isPositive = (id: string): boolean => {
      const item = data.items.indexOf(id);
      return user !== undefined && item !== undefined && contains(data.interactions, user, item);
    };
    const own = user === undefined ? [] : rowOf(data.interactions, user);
    const flags: NegativeFlag[] = [];
    if (grounded.length > 0 && isPositive(grounded[0].item)) flags.push('is-positive');
    if (own.some((item) => saysWords(texts[pair.text], titles[item]))) flags.push('copies-title');
    if (grounded.some(({ item, similarity }) => similarity >= tooNear && isPositive(item)))
      flags.push('too-near');
    if (grounded.length > 0 && grounded[0].similarity < outOfCatalogue) flags.push('out-of-catalogue');
    if (/<\/?[a-z]/i.test(text)) flags.push('markup');
    return flags;
  }

  return addFlags(negatives, flagsOf);
}
