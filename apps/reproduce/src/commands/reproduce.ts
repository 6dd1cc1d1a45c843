import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { loadData } from '../load-data.ts';
import { makeTexts } from '../make-texts.ts';
import type { RunOptions } from '../options.ts';
import { renderReport } from '../report/render-report.ts';
import { renderTable } from '../report/render-table.ts';
import type { RunResults } from '../report/results.ts';
import { codeFingerprint } from '../run/code-fingerprint.ts';
import { createProgress } from '../run/progress.ts';
import { openRunFolder } from '../run/run-folder.ts';
import { writeTables } from '../run/write-tables.ts';
import { runStudy } from '../study/run-study.ts';
import { packStudyData } from '../study/study-data.ts';
import { startTrainPool } from '../study/train-pool.ts';
import { openTrainingStore } from '../study/training-store.ts';

/** Runs an experiment from data to report. */
export async function reproduce(options: RunOptions, signal: AbortSignal): Promise<void> {
  const progress = createProgress(process.stderr);
  progress.stage('data');
  const loaded = await loadData(options, signal);
  const { dataset } = loaded;
  const rows = options.rows.filter(({ needsTexts }) => loaded.hasTexts || !needsTexts);
  if (rows.length === 0) {
    throw new HnlmError('every chosen row needs item texts, and the data have none', {
      code: 'TEXTS_MISSING',
      hint: 'Give item texts with --items, or choose rows that need none: --rows uniform,dns.',
    });
  }
  const { workers, out, fresh, ...identity } = options;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([identity, dataset.fingerprint, await codeFingerprint()]))
    .digest('hex');
  const name = loaded.dataset.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  const run = await openRunFolder({ out, name: name || 'run', fingerprint, fresh });
  if (run.resumed)
    progress.line(`Going on with the unfinished run in ${run.path} (--fresh begins a new one).`);
  for (const { what, count } of dataset.notes) progress.line(`  note: ${what}: ${count}`);

  const texts = rows.some(({ needsTexts }) => needsTexts)
    ? await makeTexts(loaded, options, progress, signal)
    : undefined;
  if (texts) {
    const { profiles, negatives, study } = texts;
    await writeTables(run, { dataset, profiles, negatives, itemVectors: study.items });
  }

  progress.stage('training');
  const pool = startTrainPool({
    data: packStudyData(dataset, texts?.study),
    protocol: options.protocol,
    workers,
    signal,
  });
  let done = 0;
  let total = 0;
  const results = await runStudy({
    dataset,
    rows,
    protocol: options.protocol,
    pool,
    store: await openTrainingStore(`${run.path}/trainings`),
    onEvent(event) {
      if (event.type === 'planned') total = event.trainings;
      if (event.type === 'trained') done++;
      if (event.type === 'epoch') {
        const { label, seed, epoch, value } = event;
        progress.update(
          `${done} of ${total} models; ${label}, seed ${seed}, epoch ${epoch}: ${options.protocol.metric} ${value.toFixed(4)} on validation`,
        );
      }
    },
  }).finally(() => pool.close());

  progress.stage('report');
  const summary: RunResults = {
    version: 1,
    title: loaded.title,
    about: loaded.about,
    dataset: {
      name: dataset.name,
      users: dataset.train.users.size,
      items: dataset.train.items.size,
      train: dataset.train.interactions.indices.length,
      validation: dataset.validation.interactions.indices.length,
      test: dataset.test.interactions.indices.length,
      fingerprint: dataset.fingerprint,
      notes: [...dataset.notes, ...(texts?.notes ?? [])],
    },
    protocol: protocolFacts(options),
    texts: texts?.facts ?? [],
    selectionMetric: options.protocol.metric,
    rows: results,
    examples: texts?.examples ?? [],
  };
  await run.write('metrics.json', `${JSON.stringify(summary, null, 2)}\n`);
  await run.write('report.html', renderReport(summary));
  const seconds = progress.end();
  await run.complete({ seconds, environment: environment(workers) });

  process.stdout.write(`\n${renderTable(summary)}\n`);
  const skipped = options.rows.filter((row) => !rows.includes(row)).map(({ id }) => id);
  if (skipped.length > 0) progress.line(`Left out, since no item has a text: ${skipped.join(', ')}.`);
  progress.line(`Report: ${resolve(out, 'latest', 'report.html')}`);
}

function protocolFacts({ protocol }: RunOptions): RunResults['protocol'] {
  const { dim, layers, learningRate, l2, batch, epochs, evaluateEvery, patience, metric, seeds } = protocol;
  return [
    { name: 'Backbone', value: `LightGCN, ${layers} layers, d = ${dim}, mean of layers` },
    { name: 'Loss', value: `BPR with L2 ${l2} on the ego rows of the batch` },
    { name: 'Optimiser', value: `Adam, learning rate ${learningRate}, batch ${batch}` },
    {
      name: 'Stopping',
      value: `validated every ${evaluateEvery === 1 ? 'epoch' : `${evaluateEvery} epochs`}, at most ${epochs} epochs, stops after ${patience} validations without gain; the best epoch counts`,
    },
    { name: 'Selection', value: `${metric} on validation; options are chosen with seed ${seeds[0]}` },
    { name: 'Test', value: 'measured once, all items ranked; train and validation items masked' },
    { name: 'Seeds', value: `${seeds.join(', ')} (initial values, order, negatives); the split is fixed` },
    {
      name: 'Significance',
      value: 'two-sided paired t-test over users on seed averages, not corrected for the number of rows',
    },
    { name: 'Backend', value: 'hnlm: WebAssembly SIMD, one thread a training' },
  ];
}

function environment(workers: number): Record<string, string | number> {
  const { rss } = process.memoryUsage();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    workers,
    // maxRSS is in kilobytes.
    peakMemoryMB: Math.round(Math.max(process.resourceUsage().maxRSS / 1024, rss / 2 ** 20)),
  };
}
