import { didYouMean, HnlmError } from '@hnlm/core';

/** What to look for in a header. */
export interface ColumnWish {
  /** What the column holds, for messages: "user". */
  readonly role: string;
  /** The option that names it, for messages: "columns.user". */
  readonly option: string;
  /** The name that was asked for. */
  readonly asked?: string;
  /** Names that are recognised unasked, the likeliest first; compared without case and punctuation. */
  readonly usual: readonly string[];
  /** Endings that are recognised where no usual name is there ("title" for `movie_title`). */
  readonly endings?: readonly string[];
  readonly required?: boolean;
}

/**
 * Finds the index of a column in a header; -1 where an optional one is absent.
 *
 * @throws HnlmError `DATA_COLUMN` if the asked name is not there, or a required column is not recognised, or
 *   the name of the found one occurs twice.
 */
export function findColumn(header: readonly string[], wish: ColumnWish, file: string): number {
  const index = indexOfColumn(header, wish, file);
  if (index < 0 || header.lastIndexOf(header[index]) === index) return index;
  throw new HnlmError(`${file} has two columns "${header[index]}"`, {
    code: 'DATA_COLUMN',
    hint: `Rename one, or name another as the ${wish.role} with the option ${wish.option}.`,
    evidence: { file, column: header[index] },
  });
}

function indexOfColumn(header: readonly string[], wish: ColumnWish, file: string): number {
  const { role, option, asked, usual, endings = [], required = false } = wish;
  if (asked !== undefined) {
    const index = header.indexOf(asked);
    if (index >= 0) return index;
    throw new HnlmError(`${file} has no column "${asked}" (${option})`, {
      code: 'DATA_COLUMN',
      hint: didYouMean(asked, header),
      evidence: { file, column: asked },
    });
  }
  const plain = header.map(plainName);
  for (const name of usual) if (plain.includes(name)) return plain.indexOf(name);
  const index = plain.findIndex((name) => endings.some((ending) => name.endsWith(ending)));
  if (index >= 0 || !required) return index;
  throw new HnlmError(`${file}: no column is recognised as the ${role}`, {
    code: 'DATA_COLUMN',
    hint: `Name it with the option ${option}. Columns: ${header.join(', ')}.`,
    evidence: { file, columns: header },
  });
}

/** Usual names of the id columns, shared by interaction and item files. */
export const usualIds = {
  user: ['userid', 'user', 'uid', 'reviewerid', 'customerid'],
  item: [
    'itemid',
    'item',
    'movieid',
    'movielensid',
    'parentasin',
    'asin',
    'businessid',
    'productid',
    'bookid',
    'isbn',
    'gameid',
    'artistid',
    'trackid',
    'iid',
  ],
} as const;

/** Says whether a field of a header names users or items. */
export function isUsualId(name: string): boolean {
  return [...usualIds.user, ...usualIds.item].some((usual) => usual === plainName(name));
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
