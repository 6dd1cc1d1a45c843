import type { Dataset } from '@hnlm/core';
import { partRows } from './part-rows.ts';

/** Lays a dataset out as CSV (RFC 4180) by original ids: the lines of each file. */
export function exportCsv({ train, validation, test }: Dataset): Record<string, Iterable<string>> {
  return {
    'train.csv': lines(partRows(train)),
    'valid.csv': lines(partRows(validation)),
    'test.csv': lines(partRows(test)),
    'items.csv': lines(itemRows(train)),
  };
}

function* itemRows({ items, texts }: Dataset['train']): Generator<readonly string[]> {
  yield ['item_id', 'title', 'description', 'categories', 'brand'];
  for (const [item, { title = '', description = '', categories = [], brand = '' }] of texts.entries()) {
    yield [items.ids[item], title, description, categories.join('|'), brand];
  }
}

function* lines(rows: Iterable<readonly (string | number)[]>): Generator<string> {
  for (const row of rows) yield row.map(quoted).join(',');
}

function quoted(field: string | number): string {
  const text = String(field);
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
