import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { openLedger } from '@hnlm/llm';
import { describeUse } from '../asking/describe-progress.ts';
import { openAsking } from '../asking/open-asking.ts';
import type { Interrupt } from '../interrupt.ts';
import type { LoadedData } from '../load-data.ts';
import type { RunOptions } from '../options.ts';
import { protocolFacts } from '../protocol-facts.ts';
import { renderReport } from '../report/render-report.ts';
import { renderTable } from '../report/render-table.ts';
import type { RowResult, RunResults } from '../report/results.ts';
import { codeFingerprint } from '../run/code-fingerprint.ts';
import { openRunFolder, type RunFolder, type RunRecord } from '../run/run-folder.ts';
import { writeTables } from '../run/write-tables.ts';
import { guideModel } from '../study/guide-model.ts';
import type { Row } from '../study/rows.ts';
import { runStudy } from '../study/run-study.ts';
import { packStudyData, studyTextsHash } from '../study/study-data.ts';
import { startTrainPool } from '../study/train-pool.ts';
import { openTrainingStore } from '../study/training-store.ts';
import { type MadeTexts, makeTexts } from '../texts/make-texts.ts';
import { textExamples } from '../texts/text-examples.ts';
import { textFacts } from '../texts/text-facts.ts';
import type { TextModels } from '../texts/text-models.ts';
import { textWork } from '../texts/text-work.ts';
import { type PreparedRun, prepareRun } from './prepare-run.ts';

/** Runs an experiment from data to report. Nothing is written before data, files and servers are known to be there. */
export async function reproduce(options: RunOptions, interrupt: Interrupt): Promise<void> {
  const work = await prepareRun(options, interrupt);
  const { loaded, models, progress } = work;
  const { dataset, imported } = loaded;
  let run: RunFolder;
  let texts: MadeTexts | undefined;
  let asked: RunRecord['asked'];
  try {
    run = await openRun(options, loaded);
    if (run.resumed)
      progress.line(`Going on with the unfinished run in ${run.path} (--fresh begins a new one).`);
    for (const { what, count } of [...dataset.notes, ...imported.notes])
      progress.line(`  note: ${what}: ${count}`);
    for (const sentence of leftOut(options, work.rows)) progress.line(sentence);
    if (models) ({ texts, asked } = await writeTexts(work, models, run));
  } finally {
    await models?.close();
  }
  if (texts) {
    const { profiles, flagged, study } = texts;
    await writeTables(run, { dataset, profiles, negatives: flagged, itemVectors: study.items });
  }

  progress.stage('training');
  const results = summarise(work, texts, await trainRows(work, run, texts));
  progress.stage('report');
  const report = renderReport(results);
  await run.write('metrics.json', `${JSON.stringify(results, null, 2)}\n`);
  await run.write('report.html', report);
  const seconds = progress.end();
  await run.complete({ seconds, environment: environment(options.workers), ...(asked && { asked }) });
  process.stdout.write(`\n${renderTable(results)}\n`);
  progress.line(`Report: ${resolve(options.out, 'latest', 'report.html')}`);
}

async function openRun(options: RunOptions, { dataset }: LoadedData): Promise<RunFolder> {
  const { workers, out, fresh, asking, ...identity } = options;
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

async function writeTexts(
  prepared: PreparedRun,
  models: TextModels,
  run: RunFolder,
): Promise<{ texts: MadeTexts; asked?: RunRecord['asked'] }> {
  const { options, loaded, progress, interrupt } = prepared;
  const { asking, budget } = openAsking(options, { models, interrupt, progress });
  const signal = interrupt.drain;
  const { dataset } = loaded;
  const guide = guideModel({ folder: run.path, dataset, protocol: options.protocol, progress, signal });
  const asks = models.chat ?? models.judge;
  const ledger = asks && (await openLedger(join(options.out, 'ledger'), { raw: options.asking.storeRaw }));
  try {
    const texts = await makeTexts(textWork({ ...prepared, signal, guide }, models, asking, ledger));
    const { used, cost } = budget;
    return used.promptTokens === 0
      ? { texts }
      : { texts, asked: { ...used, ...(cost !== undefined && { cost }) } };
  } finally {
    await ledger?.close();
    const use = describeUse(budget);
    if (use) progress.line(use);
  }
}

async function trainRows(
  { options, loaded: { dataset }, rows, progress, interrupt }: PreparedRun,
  run: RunFolder,
  texts: MadeTexts | undefined,
): Promise<RowResult[]> {
  const { protocol, workers } = options;
  const store = await openTrainingStore(join(run.path, 'trainings'), studyTextsHash(texts?.study));
  const data = packStudyData(dataset, texts?.study);
  const pool = startTrainPool({ data, protocol, workers, signal: interrupt.drain });
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
  { options, loaded, rows }: PreparedRun,
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
    ...(texts && { coverage: texts.coverage }),
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
