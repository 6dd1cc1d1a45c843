import { HnlmError, type IdMap, type ItemText } from '@hnlm/core';
import { type ItemColumns, type ItemTexts, mergeItemTexts, readItemTexts } from './read-item-texts.ts';

/** Where item texts lie. */
export interface ItemSource {
  /**
   * Item texts: a JSON array, JSON lines, CSV or TSV. They win, field by field, over those beside the data.
   */
  readonly items?: string;
  readonly itemColumns?: ItemColumns;
}

/**
 * Reads the item texts of a dataset: those beside the data, if any, and those of `source.items`.
 *
 * @throws HnlmError as {@link readItemTexts}; `DATA_ITEMS` if no id of a file is an item of the data.
 */
export async function itemCatalogue(
  source: ItemSource,
  items: IdMap,
  beside?: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ItemText>> {
  let texts: ReadonlyMap<string, ItemText> = new Map();
  if (beside !== undefined) {
    // Named columns are those of the explicit file, where there is one.
    const columns = source.items === undefined ? source.itemColumns : undefined;
    texts = matching(await readItemTexts(beside, columns, { signal }), items);
  }
  if (source.items !== undefined) {
    const explicit = await readItemTexts(source.items, source.itemColumns, { signal });
    texts = mergeItemTexts(texts, matching(explicit, items));
  }
  return texts;
}

function matching({ file, byId }: ItemTexts, items: IdMap): ReadonlyMap<string, ItemText> {
  if (items.ids.some((id) => byId.has(id))) return byId;
  const some = (ids: Iterable<string>) => [...ids].slice(0, 3).join(', ');
  throw new HnlmError(`${file}: none of its ids is an item of the interactions`, {
    code: 'DATA_ITEMS',
    hint:
      `Ids of the file: ${some(byId.keys())}; of the interactions: ${some(items.ids)}. ` +
      'Name its id column with itemColumns.id.',
    evidence: { file },
  });
}
