import { HnlmError, type ItemText } from '@hnlm/core';
import { findColumn, usualIds } from './columns.ts';
import type { Notes } from './notes.ts';
import { type ItemTable, openItemTable } from './open-item-table.ts';
import type { ReadOptions } from './read-bytes.ts';
import { isRecord } from './read-json-lines.ts';
import { withoutHtml } from './without-html.ts';

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
  /** Recognised: `brand`, `manufacturer`, `store`. */
  readonly brand?: string;
  /** Lists of features, which follow the description. Recognised: `features`, `feature`. */
  readonly features?: string;
  /** Objects of names and values. Recognised: `attributes`, `details`. */
  readonly attributes?: string;
}

const usual = {
  id: [...usualIds.item, 'id'],
  title: ['title', 'name'],
  description: ['description', 'plot', 'summary', 'overview', 'text'],
  categories: ['categories', 'category', 'genres', 'genre', 'class', 'tags'],
  brand: ['brand', 'manufacturer', 'store'],
  features: ['features', 'feature'],
  attributes: ['attributes', 'details'],
} as const;

/** What is read of an item file. */
export interface ItemTexts {
  readonly file: string;
  readonly byId: ReadonlyMap<string, ItemText>;
  /** Some ids of the file, wanted or not. */
  readonly examples: readonly string[];
}

/** How an item file is read. */
export interface ItemReadOptions extends ReadOptions {
  /** Says whether an item is kept; all are, if not set. */
  readonly wanted?: (id: string) => boolean;
  /** Counts texts that were cleaned. */
  readonly notes?: Notes;
}

/**
 * Reads item texts from a JSON array, JSON lines (the metadata of Amazon 2018 and 2023 and the businesses of Yelp among
 * them), a CSV or TSV file with a header, a RecBole `.item` file, or the movies of MovieLens. Categories may be a
 * list, or a text split on `|`, else `;`, else `,` (a `token_seq` without these: on spaces). The first record of an
 * id stands.
 *
 * Texts of Amazon (the id is an `asin`) are freed of HTML, and titles that hold a script are left out; `notes`
 * counts both.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_GZIP`, `DATA_FORMAT`, `DATA_PARSE`; `DATA_COLUMN` if no id or no text
 *   column is recognised.
 */
export async function readItemTexts(
  path: string,
  columns: ItemColumns = {},
  options: ItemReadOptions = {},
): Promise<ItemTexts> {
  return readTable(await openItemTable(path, options), columns, options);
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

async function readTable(
  table: ItemTable,
  columns: ItemColumns,
  { wanted, notes }: ItemReadOptions,
): Promise<ItemTexts> {
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
  const features = find('features');
  const attributes = find('attributes');
  if (Math.max(title, description, categories, brand, features, attributes) < 0) {
    throw new HnlmError(`${file}: no column is recognised as a text of items`, {
      code: 'DATA_COLUMN',
      hint:
        'Name some with the options itemColumns.title, .description, .categories and .brand. ' +
        `Columns: ${header.join(', ')}.`,
      evidence: { file, columns: header },
    });
  }
  const spaced = types?.[categories] === 'token_seq';
  const isAmazon = /^(parent_)?asin$/.test(header[id]);
  const byId = new Map<string, ItemText>();
  const examples: string[] = [];
  await table.each((raw) => {
    const key = words(raw[id]);
    if (key === undefined || byId.has(key)) return;
    if (examples.length < 3) examples.push(key);
    if (wanted && !wanted(key)) return;
    const fields = isAmazon ? cleaned(raw, title, key, notes) : raw;
    const told = [words(fields[description]), words(fields[features])].filter((text) => text !== undefined);
    const known = {
      title: words(fields[title]),
      description: told.join(' ') || undefined,
      categories: list(fields[categories], spaced),
      brand: words(fields[brand]),
      attributes: named(fields[attributes]),
    };
    byId.set(key, Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)));
  });
  return { file, byId, examples };
}

/** Takes HTML out of texts and lists of texts. Some titles of Amazon 2018 are scripts of the page. */
function cleaned(
  fields: readonly unknown[],
  title: number,
  id: string,
  notes: Notes | undefined,
): readonly unknown[] {
  let hadHtml = false;
  const clean = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'string') return value;
    const plain = withoutHtml(value);
    hadHtml ||= plain !== value;
    return plain;
  };
  const kept = fields.map(clean);
  if (hadHtml) notes?.count('items with HTML in their texts, which was taken out', `item ${id}`);
  if (typeof kept[title] === 'string' && kept[title].includes('getTime()')) {
    kept[title] = undefined;
    notes?.count('items whose title is a script, which was left out', `item ${id}`);
  }
  return kept;
}

/** Reads an object of names and values; values that are no text are written as JSON. */
function named(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value)
    .filter(([, one]) => one !== null && one !== '')
    .map(([name, one]) => [name, typeof one === 'string' ? one : JSON.stringify(one)]);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
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
