import { HnlmError } from '@hnlm/core';
import { findColumn, usualIds } from './columns.ts';
import { guessFormat, isJsonFormat } from './format.ts';
import { parseError, parseNumber } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { readJsonLines } from './read-json-lines.ts';
import { openCsv } from './read-table.ts';
import { recordFields } from './record-fields.ts';
import { findFile, firstLine } from './text-file.ts';

/** A negative that somebody chose for a train interaction, by original ids. */
export interface NegativeRecord {
  readonly user: string;
  readonly item: string;
  readonly negative: string;
  /** Chance among the negatives of the pair, relative to the others. */
  readonly weight?: number;
}

/**
 * Reads negatives that were chosen beforehand: a table with a header (tab, comma or semicolon; columns user, item, negative
 * and, if there are chances, weight) or one JSON object a line with these names; also gzipped.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_COLUMN`, `DATA_PARSE` naming file and line, `DATA_EMPTY`
 * @example
 * ```ts
 * const negatives = precomputed({ negatives: await readNegatives('negatives.tsv.gz') });
 * ```
 */
export async function readNegatives(path: string, options: ReadOptions = {}): Promise<NegativeRecord[]> {
  const file = await findFile(path);
  const records: NegativeRecord[] = [];
  const add = (user: string, item: string, negative: string, weight: number | undefined) =>
    records.push({ user, item, negative, ...(weight !== undefined && { weight }) });
  const guess = guessFormat(await firstLine(file, options));
  if (guess !== undefined && isJsonFormat(guess)) {
    const read = (record: Readonly<Record<string, unknown>>, line: number) => {
      const { id } = recordFields(record, file, line);
      const weight =
        record.weight === undefined
          ? undefined
          : parseNumber(record.weight as string | number, 'weight', file, line);
      add(id('user'), id('item'), id('negative'), weight);
    };
    await readJsonLines(file, read, options);
  } else {
    const table = await openCsv(file, options);
    const find = (role: string, usual: readonly string[], required: boolean) =>
      findColumn(table.header, { role, option: 'the header', usual, required }, file);
    const user = find('user', usualIds.user, true);
    const item = find('item', usualIds.item, true);
    const negative = find('negative', ['negative', 'negativeitem', 'negativeid', 'neg'], true);
    const weight = find('weight', ['weight'], false);
    await table.each((fields, line) => {
      const id = (column: number) => {
        if (fields[column] !== '') return String(fields[column]);
        throw parseError(file, line, `"${table.header[column]}" is empty`, 'Correct or remove the line.');
      };
      const given = weight < 0 ? undefined : parseNumber(fields[weight], 'weight', file, line);
      add(id(user), id(item), id(negative), given);
    });
  }
  if (records.length > 0) return records;
  throw new HnlmError(`${file} holds no negatives`, {
    code: 'DATA_EMPTY',
    hint: 'Give one negative a line below the header.',
    evidence: { file },
  });
}
