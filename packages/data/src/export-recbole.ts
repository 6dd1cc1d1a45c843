import type { Dataset } from '@hnlm/core';
import { checkIds } from './check-ids.ts';
import { partRows } from './part-rows.ts';

/**
 * Lays a dataset out as RecBole's atomic files of a ready split: the lines of each file.
 *
 * @throws HnlmError `DATA_ID` for an id with a tab or a line break, and for one that RecBole's reader (pandas)
 *   takes for a quoted field or a missing value.
 */
export function exportRecbole(
  { train, validation, test }: Dataset,
  name: string,
): Record<string, Iterable<string>> {
  checkIds(train, 'recbole', fault);
  return {
    [`${name}.train.inter`]: atomicLines(partRows(train)),
    [`${name}.valid.inter`]: atomicLines(partRows(validation)),
    [`${name}.test.inter`]: atomicLines(partRows(test)),
    [`${name}.item`]: itemLines(train),
  };
}

const types: Readonly<Record<string, string>> = {
  user_id: 'token',
  item_id: 'token',
  rating: 'float',
  timestamp: 'float',
};

function* atomicLines(rows: Iterable<readonly (string | number)[]>): Generator<string> {
  let header = true;
  for (const row of rows) {
    yield (header ? row.map((column) => `${column}:${types[column]}`) : row).join('\t');
    header = false;
  }
}

function* itemLines({ items, texts }: Dataset['train']): Generator<string> {
  yield 'item_id:token\ttitle:token_seq\tdescription:token_seq\tcategories:token_seq\tbrand:token';
  for (const [item, { title, description, categories = [], brand }] of texts.entries()) {
    const tokens = categories.map((category) => plain(category).replaceAll(' ', '_')).join(' ');
    yield [items.ids[item], plain(title), plain(description), plain(tokens), plain(brand)].join('\t');
  }
}

/** On one line, and not taken for a quoted field. */
function plain(text = ''): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.startsWith('"') ? line.replaceAll('"', "'") : line;
}

/** What `pandas.read_csv` reads as missing, if not told otherwise. */
const missing = new Set(
  ['', '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>'].concat([
    'N/A',
    'NA',
    'NULL',
    'NaN',
    'None',
    'n/a',
    'nan',
    'null',
  ]),
);

function fault(id: string): string | undefined {
  if (/[\t\r\n]/.test(id)) return 'it holds a tab or a line break';
  if (id.startsWith('"')) return 'it begins with a quote';
  if (missing.has(id)) return 'it reads as a missing value';
  return undefined;
}
