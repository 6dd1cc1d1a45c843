import { HnlmError, type IdMap } from '@hnlm/core';
import type { TopLists } from './top-lists.ts';

/** A list under original ids, best item first. */
export interface SavedList {
  readonly user: string | number;
  readonly items: readonly (string | number)[];
}

/** Options of {@link readLists}. */
export interface ReadListsOptions {
  /** Lets lists end early: short ones count as full of misses behind their end. Without it they must be of one length. */
  readonly uneven?: boolean;
}

/**
 * Reads saved top-k lists, of any program: a text or its lines, each `user item item ...` or
 * `{"user": ..., "items": [...]}`, or such objects. Ids are the original ones. Empty lines are passed over.
 *
 * @param from a text, or lines or objects in any order of users
 * @param ids the data set's, such as `dataset.test`
 * @throws HnlmError `LISTS_FORMAT` for a line that is no list or a source without any; `LISTS_ID` for an unknown id or one
 * that comes twice; `LISTS_LENGTH` if lists differ in length. Each says which list.
 * @example
 * ```ts
 * const ids = { users: idMap(['ann', 'bob']), items: idMap(['x', 'y', 'z']) };
 * const lists = readLists('bob z y\nann x z', ids);
 * [...lists.items]; // [2, 1, 0, 2]
 * ```
 */
export function readLists(
  from: string | Iterable<string | SavedList>,
  ids: { readonly users: IdMap; readonly items: IdMap },
  { uneven = false }: ReadListsOptions = {},
): TopLists {
  const users: number[] = [];
  const lists: number[][] = [];
  const firstOf = new Map<number, number>();
  let number = 0;
  for (const entry of typeof from === 'string' ? from.split('\n') : from) {
    number++;
    if (typeof entry === 'string' && entry.trim() === '') continue;
    const { user: id, items } = typeof entry === 'string' ? parseLine(entry, number) : entry;
    const user = indexOf(ids.users, 'user', id, number);
    const before = firstOf.get(user);
    if (before !== undefined) throw idError(`user "${id}" already has list ${before}`, number, id);
    firstOf.set(user, number);
    const list = items.map((item) => indexOf(ids.items, 'item', item, number));
    const twice = items.find((_, rank) => list.indexOf(list[rank]) !== rank);
    if (twice !== undefined) throw idError(`user "${id}" has item "${twice}" twice`, number, twice);
    if (!uneven && lists.length > 0 && list.length !== lists[0].length) {
      throw new HnlmError(
        `list ${number}: user "${id}" has ${list.length} items, the lists before have ${lists[0].length}`,
        {
          code: 'LISTS_LENGTH',
          hint: 'Cut the lists to one length, or pass uneven: true if they may end early.',
          evidence: { list: number, length: list.length, expected: lists[0].length },
        },
      );
    }
    users.push(user);
    lists.push(list);
  }
  const k = lists.reduce((longest, list) => Math.max(longest, list.length), 0);
  if (k === 0) {
    throw new HnlmError(`there are ${lists.length} lists and no item in them`, {
      code: 'LISTS_FORMAT',
      hint: 'Each line is a user id and its item ids, best first.',
    });
  }
  const items = new Int32Array(lists.length * k).fill(-1);
  for (const [row, list] of lists.entries()) items.set(list, row * k);
  return { users: Int32Array.from(users), k, items };
}

function parseLine(line: string, number: number): SavedList {
  if (!line.trimStart().startsWith('{')) {
    const [user, ...items] = line.trim().split(/\s+/);
    return { user, items };
  }
  const parsed = parseJson(line);
  const isId = (id: unknown) => typeof id === 'string' || typeof id === 'number';
  if (isId(parsed?.user) && Array.isArray(parsed?.items) && parsed.items.every(isId)) return parsed;
  throw new HnlmError(`list ${number} is not {"user": id, "items": [id, ...]}: ${line.slice(0, 80)}`, {
    code: 'LISTS_FORMAT',
    hint: 'Write one JSON object a line, or a user id and its item ids with spaces between.',
    evidence: { list: number },
  });
}

function parseJson(line: string) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function indexOf(ids: IdMap, kind: string, id: string | number, number: number): number {
  const index = ids.indexOf(String(id));
  if (index === undefined) throw idError(`there is no ${kind} "${id}" in the data`, number, id);
  return index;
}

function idError(what: string, list: number, id: string | number): HnlmError {
  return new HnlmError(`list ${list}: ${what}`, {
    code: 'LISTS_ID',
    hint: 'Lists hold the original ids of the data set, each user once and each item once a list.',
    evidence: { list, id },
  });
}
