import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '@hnlm/llm';
import { countRequests } from '../asking/count-requests.ts';
import { estimateTable } from '../asking/estimate-table.ts';
import type { Interrupt } from '../interrupt.ts';
import type { RunOptions } from '../options.ts';
import { askForTexts } from '../texts/make-texts.ts';
import { textWork } from '../texts/text-work.ts';
import { prepareRun } from './prepare-run.ts';

/** Says what a run would ask its language models, without asking, and without writing anything. */
export async function estimate(options: RunOptions, interrupt: Interrupt): Promise<void> {
  const prepared = await prepareRun(options, interrupt);
  const { models, progress } = prepared;
  const { by, limits, retryFailed } = options.asking;
  const signal = interrupt.drain;
  const shard = by.kind === 'nobody' && by.shard;
  const judgePrice = options.texts.filters?.judge?.price;
  const asking = countRequests({
    retryFailed,
    ...(shard && { shard }),
    priceOf: (model) => (model === models?.judge ? (judgePrice ?? limits.price) : limits.price),
    signal,
  });
  if (models) {
    await withLedgerOf(options.out, (ledger) =>
      askForTexts(textWork({ ...prepared, signal }, models, asking, ledger)),
    ).finally(() => models.close());
  }
  progress.end();
  process.stdout.write(`\n${estimateTable(asking.tasks, limits)}\n`);
}

/** Opens the ledger of earlier runs; where there is none, an empty one that is gone afterwards. */
async function withLedgerOf(
  out: string,
  use: (ledger: Awaited<ReturnType<typeof openLedger>>) => Promise<void>,
): Promise<void> {
  const known = join(out, 'ledger');
  const empty = existsSync(known) ? undefined : await mkdtemp(join(tmpdir(), 'hnlm-ledger-'));
  try {
    const ledger = await openLedger(empty ?? known);
    await use(ledger).finally(() => ledger.close());
  } finally {
    if (empty) await rm(empty, { recursive: true });
  }
}
