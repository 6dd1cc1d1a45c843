import { readSync, writeSync } from 'node:fs';
import { dns, lightGCN, mixGCF, simGCL, train, uniform, xavierInitialiser } from '@hnlm/cf-models';
import { fromSplits } from '@hnlm/data';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeEachStep } from './before-each-step.ts';
import type { Method } from './own-training.ts';

/*
 * Trains LightGCN, or a method beside it, on split files and stops between steps: each line in asks for a number of steps, each line out is the
 * milliseconds that each of them took. A step lasts from one draw of negatives to the next, so it holds all there is.
 *
 *     node bench/src/train-on-request.ts <folder> <dim> <threads> <method>
 */
const [folder, dim, threads, method] = process.argv.slice(2);
await useBackend('hnlm', { threads: Number(threads) });
const { train: data, validation } = await fromSplits({
  train: `${folder}/train_sub.txt.gz`,
  validation: `${folder}/valid.txt.gz`,
  test: `${folder}/test.txt.gz`,
  format: 'pairs',
});

/** Waits for the next line; 0 at the end of the input. */
function nextRequest(): number {
  const byte = Buffer.alloc(1);
  let line = '';
  while (readSync(0, byte) === 1 && byte[0] !== 10) line += byte.toString('latin1');
  return Number(line);
}

let milliseconds: number[] = [];
let left = 0;
let last = 0;
function pauseBetweenSteps(): void {
  if (left > 0) {
    milliseconds.push(performance.now() - last);
    left--;
  }
  if (left === 0) {
    if (milliseconds.length > 0) writeSync(1, `${JSON.stringify(milliseconds)}\n`);
    milliseconds = [];
    left = nextRequest();
    if (left === 0) process.exit(0);
  }
  last = performance.now();
}

const shape = { dim: Number(dim), initialiser: xavierInitialiser() };
const graph = lightGCN({ ...shape, layers: 3 });
const methods = {
  uniform: { backbone: graph, negatives: uniform() },
  dns: { backbone: graph, negatives: dns({ candidates: 16 }) },
  mixGCF: { backbone: graph, negatives: mixGCF({ candidates: 16 }) },
  simGCL: { backbone: simGCL({ ...shape, layers: 2, epsilon: 0.1, weight: 0.01 }), negatives: uniform() },
};
const { backbone, negatives } = methods[method as Method];

await train({
  data,
  validation,
  metric: () => 0,
  backbone,
  negatives: beforeEachStep(negatives, pauseBetweenSteps),
  batch: 2048,
  epochs: 1e6,
  evaluateEvery: 1e6,
  seed: 1,
});
