import { HnlmError } from '@hnlm/core';
import type { Interrupt } from '../interrupt.ts';
import { type LoadedData, loadData } from '../load-data.ts';
import type { RunOptions } from '../options.ts';
import { createProgress, type Progress } from '../run/progress.ts';
import type { Row } from '../study/rows.ts';
import { openTextModels, type TextModels } from '../texts/text-models.ts';

/** What the steps of a run share. */
export interface PreparedRun {
  readonly options: RunOptions;
  readonly loaded: LoadedData;
  /** The rows that the data allow. */
  readonly rows: readonly Row[];
  /** Absent where no row needs texts. */
  readonly models?: TextModels;
  readonly progress: Progress;
  readonly interrupt: Interrupt;
}

/** Loads the data and looks for the servers, before anything is written. */
export async function prepareRun(options: RunOptions, interrupt: Interrupt): Promise<PreparedRun> {
  const progress = createProgress(process.stderr);
  progress.stage('data');
  const loaded = await loadData(options, interrupt.drain);
  const rows = options.rows.filter(({ needsTexts }) => loaded.hasTexts || !needsTexts);
  if (rows.length === 0) {
    throw new HnlmError('every chosen row needs item texts, and the data have none', {
      code: 'TEXTS_MISSING',
      hint: 'Give item texts with --items, or choose rows that need none: --rows uniform,dns.',
    });
  }
  const models = rows.some(({ needsTexts }) => needsTexts)
    ? await openTextModels(options, interrupt.drain)
    : undefined;
  return { options, loaded, rows, progress, interrupt, ...(models && { models }) };
}
