import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { type LoadedData, loadData } from '../load-data.ts';
import { type MadeTexts, makeTexts } from '../make-texts.ts';
import type { RunOptions } from '../options.ts';
import { protocolFacts } from '../protocol-facts.ts';
import { renderReport } from '../report/render-report.ts';
import { renderTable } from '../report/render-table.ts';
import type { RowResult, RunResults } from '../report/results.ts';
import { codeFingerprint } from '../run/code-fingerprint.ts';
import { createProgress, type Progress } from '../run/progress.ts';
import { openRunFolder, type RunFolder } from '../run/run-folder.ts';
import { writeTables } from '../run/write-tables.ts';
import type { Row } from '../study/rows.ts';
import { runStudy } from '../study/run-study.ts';
import { packStudyData, studyTextsHash } from '../study/study-data.ts';
import { startTrainPool } from '../study/train-pool.ts';
import { openTrainingStore } from '../study/training-store.ts';
import { textExamples } from '../text-examples.ts';
import { textFacts } from '../text-facts.ts';
import { openTextModels } from '../text-models.ts';

/** What the steps of a run share. */
interface Work {
  readonly options: RunOptions;
  readonly loaded: LoadedData;
  /** The rows that the data allow. */
  readonly rows: readonly Row[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Runs an experiment from data to report. Nothing is written before data, files and servers are known to be there. */
export async function reproduce(options: RunOptions, signal: AbortSignal): Promise<void> {
  const progress = createProgress(process.stderr);
  progress.stage('data');
  const loaded = await loadData(options, signal);
  const { dataset, imported } = loaded;
  const rows = options.rows.filter(({ needsTexts }) => loaded.hasTexts || !needsTexts);
  if (rows.length === 0) {
    throw new HnlmError('every chosen row needs item texts, and the data have none', {
      code: 'TEXTS_MISSING',
      hint: 'Give item texts with --items, or choose rows that need none: --rows uniform,dns.',
    });
  }
  const work: Work = { options, loaded, rows, progress, signal };
  const models = rows.some(({ needsTexts }) => needsTexts)
    ? await openTextModels(options, signal)
    : undefined;
  let run: RunFolder;
  let texts: MadeTexts | undefined;
  try {
    run = await openRun(options, loaded);
    if (run.resumed)
      progress.line(`Going on with the unfinished run in ${run.path} (--fresh begins a new one).`);
    for (const { what, count } of [...dataset.notes, ...imported.notes])
      progress.line(`  note: ${what}: ${count}`);
    for (const sentence of leftOut(options, rows)) progress.line(sentence);
    texts = models && (await makeTexts({ loaded, options, models, progress, signal }));
  } finally {
    await models?.close();
  }
  if (texts) {
    const { profiles, negatives, study } = texts;
    await writeTables(run, { dataset, profiles, negatives, itemVectors: study.items });
  }

  progress.stage('training');
  const results = summarise(work, texts, await trainRows(work, run, texts));
  progress.stage('report');
  const report = renderReport(results);
  await run.write('metrics.json', `${JSON.stringify(results, null, 2)}\n`);
  await run.write('report.html', report);
  await run.complete({ seconds: progress.end(), environment: environment(options.workers) });
  process.stdout.write(`\n${renderTable(results)}\n`);
  progress.line(`Report: ${resolve(options.out, 'latest', 'report.html')}`);
}

async function openRun(options: RunOptions, { dataset }: LoadedData): Promise<RunFolder> {
  const { workers, out, fresh, ...identity } = options;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([identity, dataset.fingerprint, await codeFingerprint()]))
    .digest('hex');
  const name = dataset.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
  return openRunFolder({ out, name: name || 'run', fingerprint, fresh });
}

function leftOut(options: RunOptions, rows: readonly Row[]): string[] {
  const ids = options.rows.filter((row) => !rows.includes(row)).map(({ id }) => id);
  return ids.length > 0 ? [`Left out, since no item has a text: ${ids.join(', ')}.`] : [];
}

async function trainRows(
  { options, loaded: { dataset }, rows, progress, signal }: Work,
  run: RunFolder,
  texts: MadeTexts | undefined,
): Promise<RowResult[]> {
  const { protocol, workers } = options;
  const store = await openTrainingStore(join(run.path, 'trainings'), studyTextsHash(texts?.study));
  const pool = startTrainPool({ data: packStudyData(dataset, texts?.study), protocol, workers, signal });
  let done = 0;
  let total = 0;
  try {
    return await runStudy({
      dataset,
      rows,
      protocol,
      pool,
      store,
      onEvent(event) {
        if (event.type === 'planned') total = event.trainings;
        if (event.type === 'trained') done++;
        if (event.type === 'epoch') {
          const { label, seed, epoch, value } = event;
          progress.update(
            `${done} of ${total} models; ${label}, seed ${seed}, epoch ${epoch}: ${protocol.metric} ${value.toFixed(4)} on validation`,
          );
        }
      },
    });
  } finally {
    await pool.close();
  }
}

function summarise(
  { options, loaded, rows }: Work,
  texts: MadeTexts | undefined,
  results: readonly RowResult[],
): RunResults {
  const { train, validation, test, name, fingerprint, notes } = loaded.dataset;
  return {
    version: 1,
    title: loaded.title,
    about: [...loaded.about, ...leftOut(options, rows)],
    dataset: {
      name,
      users: train.users.size,
      items: train.items.size,
      train: train.interactions.indices.length,
      validation: validation.interactions.indices.length,
      test: test.interactions.indices.length,
      fingerprint,
      notes: [...notes, ...(texts?.notes ?? [])],
    },
    protocol: protocolFacts(options.protocol),
    texts: texts ? textFacts(loaded, options, texts) : [],
    selectionMetric: options.protocol.metric,
    rows: results,
    examples: texts ? textExamples(loaded, texts) : [],
  };
}

function environment(workers: number): Record<string, string | number> {
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    workers,
    // maxRSS is in kilobytes.
    peakMemoryMB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}
