import { HnlmError, type IdMap, type ItemText } from '@hnlm/core';
import type { Notes } from './notes.ts';
import { type ItemColumns, type ItemTexts, mergeItemTexts, readItemTexts } from './read-item-texts.ts';

/** Where item texts lie. */
export interface ItemSource {
  /**
   * Item texts: a JSON array, JSON lines, CSV or TSV. They win, field by field, over those beside the data.
   */
  readonly items?: string;
  readonly itemColumns?: ItemColumns;
}

/** How {@link itemCatalogue} reads. */
export interface CatalogueReading {
  /** The file beside the data, if there is one. */
  readonly beside?: string;
  /** Counts texts that were cleaned. */
  readonly notes: Notes;
  readonly signal?: AbortSignal;
}

/**
 * Reads the item texts of a dataset: those beside the data, if any, and those of `source.items`.
 *
 * @throws HnlmError as {@link readItemTexts}; `DATA_ITEMS` if no id of a file is an item of the data.
 */
export async function itemCatalogue(
  source: ItemSource,
  items: IdMap,
  { beside, signal, notes }: CatalogueReading,
): Promise<ReadonlyMap<string, ItemText>> {
  const reading = { signal, notes, wanted: (id: string) => items.indexOf(id) !== undefined };
  let texts: ReadonlyMap<string, ItemText> = new Map();
  if (beside !== undefined) {
    // Named columns are those of the explicit file, where there is one.
    const columns = source.items === undefined ? source.itemColumns : undefined;
    texts = matching(await readItemTexts(beside, columns, reading), items);
  }
  if (source.items !== undefined) {
    const explicit = await readItemTexts(source.items, source.itemColumns, reading);
    texts = mergeItemTexts(texts, matching(explicit, items));
  }
  return texts;
}

function matching({ file, byId, examples }: ItemTexts, items: IdMap): ReadonlyMap<string, ItemText> {
  if (byId.size > 0) return byId;
  throw new HnlmError(`${file}: none of its ids is an item of the interactions`, {
    code: 'DATA_ITEMS',
    hint:
      `Ids of the file: ${examples.join(', ')}; of the interactions: ${items.ids.slice(0, 3).join(', ')}. ` +
      'Name its id column with itemColumns.id.',
    evidence: { file },
  });
}
