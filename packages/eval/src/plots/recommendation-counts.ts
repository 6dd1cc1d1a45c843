import { HnlmError } from '@hnlm/core';

/**
 * Counts how often each item is recommended, for `lorenzCurves` and `popularityCurves`.
 *
 * @param lists top-k lists; -1 stands for no item
 * @param items number of items of the catalogue
 * @returns `[items]`
 * @throws HnlmError `EVAL_LIST` for an item that is not in the catalogue
 * @example
 * ```ts
 * const lists = await rankUsers({ model, on: dataset.test, k: 20 });
 * const counts = recommendationCounts(lists, dataset.items.length);
 * ```
 */
export function recommendationCounts(lists: { readonly items: Int32Array }, items: number): Int32Array {
  const counts = new Int32Array(items);
  for (const item of lists.items) {
    if (item === -1) continue;
    if (!(item >= 0 && item < items)) {
      throw new HnlmError(`the lists hold item ${item}; there are ${items}`, {
        code: 'EVAL_LIST',
        hint: 'Pass lists and the number of items of the same data set.',
        evidence: { item, items },
      });
    }
    counts[item]++;
  }
  return counts;
}
