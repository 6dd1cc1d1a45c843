import type { Dataset } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { backendStatus, bipartiteGraph, useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';
import { median, rounded } from '../statistics.ts';
import { type Case, casesOf } from './cases.ts';
import { bandwidthAt, measureRoofs, memoryBandwidth, type Roofs } from './roofs.ts';

const measureFor = 250;

/** How near each operation comes to what the machine can do. */
export const kernels: Check = {
  name: 'kernels',
  about:
    'milliseconds of each operation at the size of a training step, beside the roofs of this machine; [widths]',
  run: (log, [widths = '64,128,512']) =>
    withShared('peers/data/toys-syn', async (folder) => {
      const dataset = await fromSplits({
        train: `${folder}/train_sub.txt.gz`,
        validation: `${folder}/valid.txt.gz`,
        test: `${folder}/test.txt.gz`,
        format: 'pairs',
      });
      const results: Record<string, unknown>[] = [];
      const all: Record<number, unknown> = {};
      for (const threads of [1, 2]) {
        const roofs = await measureRoofs(threads);
        all[threads] = {
          gigaflops: rounded(roofs.flops / 1e9),
          copy: roofs.copy.map(({ bytes, perSecond }) => ({
            megabytes: bytes / 2 ** 20,
            gigabytesPerSecond: rounded(perSecond / 1e9),
          })),
        };
        log(`roofs of ${threads} threads: ${JSON.stringify(all[threads])}`);
        await useBackend('hnlm', { threads });
        for (const d of widths.split(',').map(Number)) {
          for (const result of await measureWidth(dataset, d, roofs)) {
            results.push({ threads, d, ...result });
            log(JSON.stringify(results.at(-1)));
          }
        }
      }
      return { pass: true, figures: { relaxedSimd: backendStatus().relaxedSimd, roofs: all, results } };
    }),
};

async function measureWidth(dataset: Dataset, d: number, roofs: Roofs): Promise<Record<string, unknown>[]> {
  const graph = bipartiteGraph(dataset.train.interactions);
  tf.engine().startScope();
  try {
    const results = [];
    for (const one of casesOf(dataset, graph, d)) {
      results.push(against(one, await timesOf(one), roofs));
    }
    return results;
  } finally {
    tf.engine().endScope();
    tf.disposeVariables();
    graph.dispose();
  }
}

/** Milliseconds of each repetition. */
async function timesOf({ run }: Case): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + measureFor;
  while (times.length < 5 || performance.now() < end) {
    tf.engine().startScope();
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
    tf.engine().endScope();
  }
  return times;
}

/** The roofs are what the machine did at best, so the fastest repetition is held against them. */
function against({ name, bytes, footprint, flops, samples }: Case, times: readonly number[], roofs: Roofs) {
  const seconds = Math.min(...times) / 1000;
  return {
    name,
    milliseconds: rounded(median(times)),
    fastest: rounded(seconds * 1000),
    gigabytesPerSecond: rounded(bytes / seconds / 1e9),
    gigaflops: rounded(flops / seconds / 1e9),
    shareOfMemory: rounded(bytes / seconds / memoryBandwidth(roofs)),
    shareOfCopy: rounded(bytes / seconds / bandwidthAt(roofs, footprint)),
    shareOfFlops: rounded(flops / seconds / roofs.flops),
    ...(samples && { millionSamplesPerSecond: rounded(samples / seconds / 1e6) }),
  };
}
