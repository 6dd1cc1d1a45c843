import { basename } from 'node:path';
import type { ProvenanceStep } from '@hnlm/core';
import { checkFormat } from './format.ts';
import type { InteractionSink } from './interaction.ts';
import type { InteractionLog } from './interaction-log.ts';
import { createLogBuilder } from './log-builder.ts';
import { createNotes, type Notes } from './notes.ts';
import { type InteractionFile, readInteractions } from './read-interactions.ts';
import { createDigest } from './sha256.ts';
import { findFile } from './text-file.ts';
import { countLog } from './with-step.ts';

/** Options that all functions share which read interactions. */
export interface LogReading extends Omit<InteractionFile, 'path' | 'onBytes' | 'onBadLine'> {
  /** What is done about a line that does not parse: `skip` counts and lists it in the notes. `error`, if not set. */
  readonly onBadLine?: 'error' | 'skip';
}

/** Options of {@link readLog}. */
export interface ReadLogOptions extends LogReading {
  /** One file, or several of the same form that are read one after the other; each with or without its `.gz`. */
  readonly path: string | readonly string[];
  /** Keeps reviews, where there are some; drops them, if not set. */
  readonly reviews?: boolean;
}

/**
 * Reads interactions into columns: about 20 bytes each, and each id once.
 *
 * @throws HnlmError `DATA_MISSING`, `DATA_FORMAT`, `DATA_COLUMN`, `DATA_PARSE`, `DATA_GZIP`; `DATA_EMPTY` if a
 *   file has no interactions.
 * @example
 * ```ts
 * const log = await readLog({ path: ['2017.csv', '2018.csv'], format: 'csv' });
 * ```
 */
export async function readLog({ path, reviews, ...reading }: ReadLogOptions): Promise<InteractionLog> {
  checkFormat(reading.format);
  const builder = createLogBuilder({ reviews });
  const notes = createNotes();
  const provenance: ProvenanceStep[] = [];
  for (const one of [path].flat()) {
    const origin = await readFile(one, reading, builder.add, notes);
    provenance.push({ ...origin, ...countLog(builder.finish([])) });
  }
  return builder.finish(provenance, notes.list());
}

/** Reads one file into `add`, and returns what to note of its origin. */
export async function readFile(
  path: string,
  { onBadLine = 'error', ...reading }: LogReading,
  add: InteractionSink,
  notes: Notes,
): Promise<Pick<ProvenanceStep, 'step' | 'parameters'>> {
  const file = await findFile(path);
  const skip = onBadLine === 'skip' && {
    onBadLine: (error: Error) => notes.count('lines skipped: they do not parse', error.message),
  };
  const digest = createDigest();
  await readInteractions({ path: file, ...reading, ...skip, onBytes: digest.add }, add);
  const { format, columns } = reading;
  return {
    step: 'read',
    parameters: {
      file: basename(file),
      ...(await digest.of(file, reading.signal)),
      format,
      ...(columns && { columns }),
    },
  };
}
