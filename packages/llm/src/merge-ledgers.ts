import { readdir } from 'node:fs/promises';
import { HnlmError } from '@hnlm/core';
import { type Ledger, openLedger } from './ledger.ts';

/** What {@link mergeLedgers} did. */
export interface MergedLedgers {
  /** Records that went into the target. */
  readonly added: number;
  /** Records that it had, or that more than one folder has. */
  readonly known: number;
}

/** Records that are synchronised to the disk together. */
const group = 1000;

/**
 * Copies the records of ledgers, such as those of several machines, into another. Where two have an answer to the same
 * request, that of the earlier folder stays. Merging again adds nothing.
 *
 * @throws HnlmError `LEDGER_MISSING` if a folder has no ledger; `JOURNAL_CORRUPT`, `JOURNAL_WRITE`.
 * @example
 * ```ts
 * await mergeLedgers(['machine-1/ledger', 'machine-2/ledger'], 'ledger');
 * ```
 */
export async function mergeLedgers(folders: readonly string[], into: string): Promise<MergedLedgers> {
  for (const folder of folders) await checkLedger(folder);
  const target = await openLedger(into);
  try {
    const before = target.size;
    let read = 0;
    for (const folder of folders) read += await copy(folder, target);
    const added = target.size - before;
    return { added, known: read - added };
  } finally {
    await target.close();
  }
}

async function copy(folder: string, target: Ledger): Promise<number> {
  const source = await openLedger(folder);
  try {
    let pending: Promise<void>[] = [];
    for await (const [key, record] of source.entries()) {
      pending.push(target.put(key, record));
      if (pending.length < group) continue;
      await Promise.all(pending);
      pending = [];
    }
    await Promise.all(pending);
    return source.size;
  } finally {
    await source.close();
  }
}

async function checkLedger(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.some((name) => /^ledger-\d+\.jsonl$/.test(name))) return;
  throw new HnlmError(`${folder} has no ledger`, {
    code: 'LEDGER_MISSING',
    hint: 'Name folders with files such as ledger-000001.jsonl.',
    evidence: { folder },
  });
}
