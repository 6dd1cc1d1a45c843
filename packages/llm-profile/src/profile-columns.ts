import { didYouMean, HnlmError } from '@hnlm/core';
import type { ProfileKind } from './profile.ts';

/** Which columns of a file hold what. */
export interface ProfileColumns {
  /** `undefined`: the number of the record, from 0, is the original id. */
  readonly id?: string;
  readonly texts: readonly string[];
  readonly reasoning?: string;
}

/** Columns as the caller names them; what is not named is recognised by its usual names. */
export interface AskedColumns {
  readonly idColumn?: string;
  readonly textColumns?: readonly string[];
  readonly reasoningColumn?: string;
}

/** Compared without case and punctuation, the likeliest first. */
const usualIds: Readonly<Record<ProfileKind, readonly string[]>> = {
  item: ['itemid', 'movieid', 'asin', 'parentasin', 'businessid', 'productid', 'bookid', 'item', 'id'],
  user: ['userid', 'reviewerid', 'customerid', 'user', 'id'],
};
const usualTexts = [
  'summarization',
  'summary',
  'profile',
  'persona',
  'taste',
  'pretraineditemdescription',
  'description',
  'text',
];
const usualReasons = ['reasoning', 'reason', 'reasons'];

/**
 * Finds the columns of a profile file in the names of its first record.
 *
 * @throws HnlmError `DATA_COLUMN` if a named column is not there, or none is recognised as the text.
 */
export function profileColumns(
  file: string,
  header: readonly string[],
  kind: ProfileKind,
  { idColumn, textColumns = [], reasoningColumn }: AskedColumns,
): ProfileColumns {
  const byRow = idColumn === 'row';
  for (const asked of [
    ...(byRow || idColumn === undefined ? [] : [idColumn]),
    ...textColumns,
    reasoningColumn,
  ]) {
    if (asked === undefined || header.includes(asked)) continue;
    throw new HnlmError(`${file}: there is no column "${asked}"`, {
      code: 'DATA_COLUMN',
      hint: didYouMean(asked, header),
      evidence: { file, column: asked },
    });
  }
  const recognised = (usual: readonly string[]) => {
    const plain = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
    const found = usual.find((name) => plain.includes(name));
    return found === undefined ? undefined : header[plain.indexOf(found)];
  };
  const text = recognised(usualTexts);
  if (textColumns.length === 0 && text === undefined) {
    throw new HnlmError(`${file}: no column is recognised as the text of a profile`, {
      code: 'DATA_COLUMN',
      hint: `Name it summarization, or give it as textColumns. Columns: ${header.join(', ')}.`,
      evidence: { file, columns: header },
    });
  }
  return {
    id: byRow ? undefined : (idColumn ?? recognised(usualIds[kind])),
    texts: textColumns.length > 0 || text === undefined ? textColumns : [text],
    reasoning: reasoningColumn ?? recognised(usualReasons),
  };
}
