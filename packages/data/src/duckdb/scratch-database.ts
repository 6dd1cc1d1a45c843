import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { loadOptional } from '@hnlm/core';

/** Where and with how much memory DuckDB works. */
export interface ScratchOptions {
  /** Most memory that DuckDB takes, as it writes sizes (`1GB`); the rest lies on disk. `1GB`, if not set. */
  readonly memoryLimit?: string;
  /** Folder for what does not fit: about twice the size of the interactions. The system's own, if not set. */
  readonly tempFolder?: string;
}

/** A database on disk that lasts as long as the work on it. */
export interface ScratchDatabase {
  readonly folder: string;
  /** Runs a statement. */
  run(sql: string, values?: DuckDBValue[]): Promise<void>;
  /** Runs a query and returns its rows; whole numbers come as numbers. */
  rows(sql: string, values?: DuckDBValue[]): Promise<readonly (readonly DuckDBValue[])[]>;
  /** Runs a query and hands over its rows as columns, some thousand at a time. */
  columns(sql: string): AsyncGenerator<readonly (readonly DuckDBValue[])[]>;
}

/**
 * Works on a database in a new folder, which is removed afterwards.
 *
 * @throws HnlmError `OPTIONAL_MISSING` if `@duckdb/node-api` is not installed.
 */
export async function withScratchDatabase<T>(
  { memoryLimit = '1GB', tempFolder = tmpdir() }: ScratchOptions,
  work: (database: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const { DuckDBInstance } = await loadOptional('@duckdb/node-api', () => import('@duckdb/node-api'));
  const folder = await mkdtemp(join(tempFolder, 'hnlm-duckdb-'));
  try {
    const instance = await DuckDBInstance.create(join(folder, 'scratch.duckdb'), {
      memory_limit: memoryLimit,
      temp_directory: join(folder, 'spill'),
      // Rows carry their number; nothing relies on the order they lie in.
      preserve_insertion_order: 'false',
    });
    const connection = await instance.connect();
    try {
      return await work({
        folder,
        run: async (sql, values) => void (await connection.run(sql, values)),
        rows: async (sql, values) => (await connection.runAndReadAll(sql, values)).getRows(),
        async *columns(sql) {
          for await (const chunk of await connection.stream(sql)) yield chunk.getColumns();
        },
      });
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Writes a path as an SQL literal that matches this one file. */
export function pathLiteral(path: string): string {
  return literal(path.replace(/[*?[]/g, '[$&]'));
}
