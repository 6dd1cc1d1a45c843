import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import { HnlmError, loadOptional } from '@hnlm/core';

/** Where and with how much memory DuckDB works. */
export interface ScratchOptions {
  /** Most memory that DuckDB takes, as it writes sizes (`2GB`, at least `200MB`); the rest lies on disk. `1GB`, if
   * not set. */
  readonly memoryLimit?: string;
  /** Folder for what does not fit: about three times the size of the interactions. The system's own, if not set. */
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
 * @throws HnlmError `OPTIONAL_MISSING` if `@duckdb/node-api` is not installed; `DATA_DUCKDB` if DuckDB needs more
 *   memory or disk.
 */
export async function withScratchDatabase<T>(
  { memoryLimit = '1GB', tempFolder = tmpdir() }: ScratchOptions,
  work: (database: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const { DuckDBInstance } = await loadOptional('@duckdb/node-api', () => import('@duckdb/node-api'));
  const folder = await mkdtemp(join(tempFolder, 'hnlm-duckdb-'));
  try {
    const settings = {
      memory_limit: memoryLimit,
      temp_directory: join(folder, 'spill'),
      // Rows carry their number; nothing relies on the order they lie in.
      preserve_insertion_order: 'false',
    };
    const instance = await DuckDBInstance.create(join(folder, 'scratch.duckdb'), settings).catch((cause) => {
      throw explained(cause, memoryLimit);
    });
    const connection = await instance.connect();
    try {
      const attempt = async <R>(promise: Promise<R>): Promise<R> =>
        promise.catch((cause) => {
          throw explained(cause, memoryLimit);
        });
      return await work({
        folder,
        run: async (sql, values) => void (await attempt(connection.run(sql, values))),
        rows: async (sql, values) => (await attempt(connection.runAndReadAll(sql, values))).getRows(),
        async *columns(sql) {
          const result = await attempt(connection.stream(sql));
          for (;;) {
            const chunk = await attempt(result.fetchChunk());
            if (chunk === null || chunk.rowCount === 0) return;
            yield chunk.getColumns();
          }
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

/** Explains what DuckDB reports of its memory, its disk or its settings. */
function explained(cause: unknown, memoryLimit: string): unknown {
  const message = (cause as Error).message.split('\n', 1)[0];
  const hint = message.startsWith('Out of Memory')
    ? `It may take ${memoryLimit}; allow more with memoryLimit.`
    : message.startsWith('IO Error')
      ? 'Name another folder with tempFolder; it needs about three times the size of the interactions.'
      : 'Write memoryLimit as 500MB or 2GB.';
  return new HnlmError(`DuckDB: ${message}`, { code: 'DATA_DUCKDB', hint, evidence: { memoryLimit }, cause });
}

/** Writes a path as an SQL literal that matches this one file. */
export function pathLiteral(path: string): string {
  return `'${path.replace(/[*?[]/g, '[$&]').replaceAll("'", "''")}'`;
}
