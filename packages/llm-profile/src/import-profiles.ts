import { type DataNote, didYouMean, HnlmError, type IdMap } from '@hnlm/core';
import { noteMissing } from './note-missing.ts';
import type { Profile, ProfileKind, ProfileList } from './profile.ts';
import { type FileRecord, readRecords } from './read-records.ts';

/** Options of {@link importProfiles}. */
export interface ImportProfilesOptions {
  /** A `.csv`, `.tsv` or `.jsonl` file; `.gz` may follow. */
  readonly file: string;
  readonly kind: ProfileKind;
  /** The id map of the dataset: `dataset.train.items` or `dataset.train.users`. */
  readonly ids: IdMap;
  /** Column with original ids, or `row`: the number of the record, from 0, is the original id. */
  readonly idColumn: string;
  /** Columns whose texts make the summary, in order. */
  readonly textColumns: readonly string[];
  /** Column with the writer's reasons. */
  readonly reasoningColumn?: string;
  /** What separates the sentences of a column; `|` by default. */
  readonly separator?: string;
}

/** Profiles by dense index, with what was missing or left over. */
export interface ImportedProfiles {
  readonly profiles: ProfileList;
  readonly notes: readonly DataNote[];
}

/**
 * Reads profiles that someone else wrote. Ids without a profile, ids that the data do not know, empty and repeated
 * profiles are counted; the first of repeated ones stays.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_PARSE`, `DATA_COLUMN` for an unknown column, and
 *   `PROFILE_NONE` where no profile belongs to the data.
 * @example
 * ```ts
 * const { profiles } = await importProfiles({
 *   file: 'agent4rec-ml1m/all_personas_like.csv.gz',
 *   kind: 'user',
 *   ids: dataset.train.users,
 *   idColumn: 'row',
 *   textColumns: ['taste'],
 *   reasoningColumn: 'reason',
 * });
 * ```
 */
export async function importProfiles(options: ImportProfilesOptions): Promise<ImportedProfiles> {
  const { file, kind, ids, idColumn, textColumns, reasoningColumn, separator = '|' } = options;
  const profiles = new Array<Profile | undefined>(ids.size).fill(undefined);
  const unknown: string[] = [];
  const empty: string[] = [];
  const repeated: string[] = [];
  const needed = [...(idColumn === 'row' ? [] : [idColumn]), ...textColumns];
  if (reasoningColumn !== undefined) needed.push(reasoningColumn);

  let row = -1;
  for await (const record of readRecords(file)) {
    row++;
    if (row === 0) for (const column of needed) checkColumn(file, record, column);
    const id = idColumn === 'row' ? String(row) : String(record.columns[idColumn]);
    const index = ids.indexOf(id);
    const summarization = textColumns
      .map((column) => sentences(record.columns[column], separator))
      .join(' ')
      .trim();
    if (index === undefined) unknown.push(id);
    else if (summarization === '') empty.push(id);
    else if (profiles[index]) repeated.push(id);
    else {
      const reasoning =
        reasoningColumn === undefined ? '' : sentences(record.columns[reasoningColumn], separator);
      const provenance = { writer: 'import', file, line: record.line };
      profiles[index] = { id, kind, summarization, reasoning, provenance };
    }
  }

  if (profiles.every((profile) => profile === undefined)) {
    throw new HnlmError(
      `${file}: none of its ${row + 1} records is a profile of one of the ${ids.size} ${kind}s`,
      {
        code: 'PROFILE_NONE',
        hint: `Ids look like "${ids.ids[0] ?? ''}" in the data and like "${unknown[0] ?? ''}" in the file; name another id column.`,
        evidence: { file, records: row + 1 },
      },
    );
  }
  const absent = `${kind}s without a profile in ${file}`;
  const notes = [
    ...noteMissing(
      ids.ids,
      profiles.map((profile) => (profile ? undefined : absent)),
    ),
    note(`records of ${file} whose id the data do not know`, unknown),
    note(`records of ${file} without text`, empty),
    note(`records of ${file} whose id came before`, repeated),
  ];
  return { profiles, notes: notes.filter(({ count }) => count > 0) };
}

function note(what: string, ids: readonly string[]): DataNote {
  return { what, count: ids.length, examples: ids.slice(0, 5) };
}

/** Joins a column's sentences; a list of strings, as JSON files hold it, counts as sentences. */
function sentences(value: unknown, separator: string): string {
  if (value === undefined || value === null) return '';
  const parts = Array.isArray(value) ? value.map(String) : String(value).split(separator);
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}

function checkColumn(file: string, { line, columns }: FileRecord, column: string): void {
  if (Object.hasOwn(columns, column)) return;
  throw new HnlmError(`${file}:${line}: there is no column "${column}"`, {
    code: 'DATA_COLUMN',
    hint: didYouMean(column, Object.keys(columns)),
    evidence: { file, line, column },
  });
}
