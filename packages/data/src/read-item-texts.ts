import { HnlmError, type ItemText } from '@hnlm/core';
import { findColumn, usualIds } from './columns.ts';
import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { openAtomic, openCsv, type Table } from './read-table.ts';
import { eachLine, findFile, firstLine, readText } from './text-file.ts';

/**
 * Names of the columns (or JSON keys) of an item file; what is not named is recognised by its usual names.
 */
export interface ItemColumns {
  /** Recognised: `item_id`, `movieId`, `asin`, `business_id`, `id` ... */
  readonly id?: string;
  /** Recognised: `title`, `name`, and what ends in them (`movie_title`). */
  readonly title?: string;
  /** Recognised: `description`, `plot`, `summary`, `overview`, `text`. */
  readonly description?: string;
  /** Recognised: `categories`, `category`, `genres`, `genre`, `class`, `tags`. */
  readonly categories?: string;
  /** Recognised: `brand`, `manufacturer`. */
  readonly brand?: string;
}

const usual = {
  id: [...usualIds.item, 'id'],
  title: ['title', 'name'],
  description: ['description', 'plot', 'summary', 'overview', 'text'],
  categories: ['categories', 'category', 'genres', 'genre', 'class', 'tags'],
  brand: ['brand', 'manufacturer'],
} as const;

/** What is read of an item file. */
export interface ItemTexts {
  readonly file: string;
  readonly byId: ReadonlyMap<string, ItemText>;
}

/**
 * Reads item texts from a JSON array, JSON lines, a CSV or TSV file with a header, or a RecBole `.item` file.
 * Categories may be a list, or a text split on `|`, else `;`, else `,` (a `token_seq` without these: on
 * spaces). The first record of an id stands.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_GZIP`, `DATA_PARSE`; `DATA_COLUMN` if no id or no text column is
 *   recognised.
 */
export async function readItemTexts(
  path: string,
  columns: ItemColumns = {},
  options: ReadOptions = {},
): Promise<ItemTexts> {
  const file = await findFile(path);
  const head = (await firstLine(file, options)).trimStart();
  const table = await (head.startsWith('[') || head.startsWith('{')
    ? openJson(file, head.startsWith('['), options)
    : /^\w+:token\b/.test(head)
      ? openAtomic(file, options)
      : openCsv(file, options));
  return { file, byId: await readTable(table, columns) };
}

/** Adds what a second source knows; where both know a field, `winner` stands. */
export function mergeItemTexts(
  loser: ReadonlyMap<string, ItemText>,
  winner: ReadonlyMap<string, ItemText>,
): ReadonlyMap<string, ItemText> {
  const merged = new Map(loser);
  for (const [id, text] of winner) merged.set(id, { ...loser.get(id), ...text });
  return merged;
}

/** A table whose fields may also be numbers and lists, as JSON has them. */
interface LooseTable extends Omit<Table, 'each'> {
  each(visit: (fields: readonly unknown[], line: number) => void): Promise<void>;
}

async function readTable(table: LooseTable, columns: ItemColumns): Promise<Map<string, ItemText>> {
  const { file, header, types } = table;
  const find = (role: keyof ItemColumns, endings?: readonly string[]) => {
    const option = `itemColumns.${role}`;
    const required = role === 'id';
    return findColumn(
      header,
      { role, option, asked: columns[role], usual: usual[role], endings, required },
      file,
    );
  };
  const id = find('id');
  const title = find('title', ['title', 'name']);
  const description = find('description', ['description', 'summary']);
  const categories = find('categories');
  const brand = find('brand');
  if (Math.max(title, description, categories, brand) < 0) {
    throw new HnlmError(`${file}: no column is recognised as a text of items`, {
      code: 'DATA_COLUMN',
      hint:
        'Name some with the options itemColumns.title, .description, .categories and .brand. ' +
        `Columns: ${header.join(', ')}.`,
      evidence: { file, columns: header },
    });
  }
  const spaced = types?.[categories] === 'token_seq';
  const texts = new Map<string, ItemText>();
  await table.each((fields) => {
    const key = words(fields[id]);
    if (key === undefined || texts.has(key)) return;
    const known = {
      title: words(fields[title]),
      description: words(fields[description]),
      categories: list(fields[categories], spaced),
      brand: words(fields[brand]),
    };
    texts.set(key, Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)));
  });
  return texts;
}

function words(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const text = Array.isArray(value) ? value.flat(2).join(' ') : String(value);
  return text.replace(/\s+/g, ' ').trim() || undefined;
}

function list(value: unknown, spaced: boolean): string[] | undefined {
  const parts = Array.isArray(value) ? value.flat(2).map(String) : split(words(value) ?? '', spaced);
  const kept = parts.map((part) => part.trim()).filter((part) => part !== '');
  return kept.length > 0 ? kept : undefined;
}

function split(text: string, spaced: boolean): string[] {
  const separator = ['|', ';', ','].find((one) => text.includes(one)) ?? (spaced ? ' ' : undefined);
  return separator === undefined ? [text] : text.split(separator);
}

/** Reads JSON whole (an array) or line by line; the header is the union of the keys. */
async function openJson(file: string, isArray: boolean, options: ReadOptions): Promise<LooseTable> {
  const records: Record<string, unknown>[] = [];
  const add = (text: string, line: number) => {
    const parsed = parseJson(text, file, line);
    for (const record of Array.isArray(parsed) ? parsed : [parsed]) {
      if (typeof record !== 'object' || record === null) {
        throw parseError(
          file,
          line,
          'holds something that is not an object',
          'Items are JSON objects; correct it.',
        );
      }
      records.push(record);
    }
  };
  if (isArray) {
    let text = '';
    for await (const chunk of readText(file, options)) text += chunk;
    add(text, 1);
  } else {
    await eachLine(file, (text, line) => text.trim() === '' || add(text, line), options);
  }
  const header = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const each: LooseTable['each'] = async (visit) => {
    for (const [index, record] of records.entries())
      visit(
        header.map((key) => record[key]),
        index + 1,
      );
  };
  return { file, header, each };
}

function parseJson(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw parseError(file, line, `is not JSON (${(cause as Error).message})`, 'Correct it.', cause);
  }
}
