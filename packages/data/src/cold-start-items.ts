import { part, type Split } from './split.ts';
import { checkRatio } from './split-ratio.ts';

/**
 * Holds out items with all their interactions, so that what is ranked was never seen in training: of `n` items
 * drawn at random `max(1, round(share * n))` go to test, and as many to validation.
 *
 * @throws HnlmError `DATA_OPTIONS` unless `share` is above 0 and below a half.
 * @example
 * ```ts
 * const dataset = splitLog(log, coldStartItems({ share: 0.1 }), 1);
 * ```
 */
export function coldStartItems({ share }: { readonly share: number }): Split {
  checkRatio('share, for validation and for test,', share, share);
  return {
    name: 'coldStartItems',
    parameters: { share },
    assign(log, random) {
      const items = Int32Array.from(log.items.keys());
      random.split('coldStartItems').shuffle(items);
      const count = Math.max(1, Math.round(share * items.length));
      const partOfItem = new Uint8Array(items.length);
      for (const item of items.subarray(0, count)) partOfItem[item] = part.validation;
      for (const item of items.subarray(count, 2 * count)) partOfItem[item] = part.test;
      return Uint8Array.from(log.itemOf, (item) => partOfItem[item]);
    },
  };
}
