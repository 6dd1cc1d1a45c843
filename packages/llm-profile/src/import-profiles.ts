import { type DataNote, HnlmError, type IdMap } from '@hnlm/core';
import { isNone } from '@hnlm/llm';
import { noteMissing } from './note-missing.ts';
import type { Profile, ProfileKind, ProfileList } from './profile.ts';
import { type AskedColumns, type ProfileColumns, profileColumns } from './profile-columns.ts';
import { type ProfileFormat, readRecords } from './read-records.ts';

/** Options of {@link importProfiles}. */
export interface ImportProfilesOptions extends AskedColumns {
  /** A `.csv`, `.tsv`, `.jsonl` or `.json` file; `.gz` may follow. */
  readonly file: string;
  /** How it is written, if its name does not tell. */
  readonly format?: ProfileFormat;
  readonly kind: ProfileKind;
  /** The id map of the dataset: `dataset.train.items` or `dataset.train.users`. */
  readonly ids: IdMap;
  /**
   * Column with original ids, or `row`: the number of the record, from 0, is the original id. If not set, a column with
   * a usual name (`user_id`, `movie_id`, `asin` ...); a file without one is taken by row if its rows are
   * exactly the ids 0 to n-1 of the data.
   */
  readonly idColumn?: string;
  /** Columns whose texts make the summary, in order; if not set, `summarization`, `summary`, `taste` or the like. */
  readonly textColumns?: readonly string[];
  /** Column with the writer's reasons; if not set, `reasoning` or `reason` where there is one. */
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
 * profiles are counted; the first of repeated ones stays. Texts stay as they are: markup in them is counted too.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_PARSE`, `DATA_SIZE`, `DATA_COLUMN` for a column that is unknown or
 *   not recognised, and `PROFILE_NONE` where no profile belongs to the data.
 * @example
 * ```ts
 * const { profiles } = await importProfiles({
 *   file: 'agent4rec-ml1m/all_personas_like.csv.gz', // columns: taste, reason, movie
 *   kind: 'user',
 *   ids: dataset.train.users,
 * });
 * ```
 */
export async function importProfiles(options: ImportProfilesOptions): Promise<ImportedProfiles> {
  const { file, kind, ids, separator = '|' } = options;
  const profiles = new Array<Profile | undefined>(ids.size).fill(undefined);
  const unknown: string[] = [];
  const empty: string[] = [];
  const repeated: string[] = [];
  const marked: string[] = [];
  let columns: ProfileColumns | undefined;
  let row = -1;
  for await (const record of readRecords(file, options.format)) {
    row++;
    columns ??= profileColumns(file, Object.keys(record.columns), kind, options);
    const read = (column: string) => sentences(record.columns[column], separator);
    const id = columns.id === undefined ? String(row) : String(record.columns[columns.id]);
    const index = ids.indexOf(id);
    const summarization = columns.texts.map(read).join(' ').trim();
    if (index === undefined) unknown.push(id);
    else if (isNone(summarization)) empty.push(id);
    else if (profiles[index]) repeated.push(id);
    else {
      const reasoning = columns.reasoning === undefined ? '' : read(columns.reasoning);
      const provenance = { writer: 'import', file, line: record.line };
      if (/<\/?[a-z][^<>]*>|&(?:[a-z]{2,8}|#\d{1,6});/i.test(summarization)) marked.push(id);
      profiles[index] = { id, kind, summarization, reasoning, provenance };
    }
  }

  const records = row + 1;
  const byGuessedRow = columns !== undefined && columns.id === undefined && options.idColumn === undefined;
  if (byGuessedRow && (unknown.length > 0 || records !== ids.size)) {
    throw new HnlmError(`${file}: no column is recognised as the id of the ${kind}`, {
      code: 'DATA_COLUMN',
      hint: `Name it ${kind}_id, or give it as idColumn; the ${records} rows cannot stand for the ${ids.size} ${kind}s of the data.`,
      evidence: { file, records },
    });
  }
  if (profiles.every((profile) => profile === undefined)) {
    throw new HnlmError(
      `${file}: none of its ${records} records is a profile of one of the ${ids.size} ${kind}s`,
      {
        code: 'PROFILE_NONE',
        hint: `Ids look like "${ids.ids[0] ?? ''}" in the data and like "${unknown[0] ?? ''}" in the file; correct the ids, or give another idColumn.`,
        evidence: { file, records },
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
    note(`profiles of ${file} with HTML in their text`, marked),
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
