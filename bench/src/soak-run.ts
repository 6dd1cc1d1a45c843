import { backendStatus } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { epochsFor, trainSmall } from './small-training.ts';

/*
 * Trains for as many steps as the first argument says and prints, every hundred of them, the tensors, the bytes of
 * tensors, what JavaScript holds, and the resident memory: node --expose-gc bench/src/soak-run.ts 2000
 */
const steps = Number(process.argv[2]);
const { gc } = globalThis;
if (!gc) throw new Error('run with --expose-gc');

const tensors: number[] = [];
const samples: { step: number; bytes: number; held: number; resident: number }[] = [];
const { steps: taken } = await trainSmall(
  { threads: 2 },
  {
    epochs: epochsFor(steps),
    onStep(step) {
      tensors.push(tf.memory().numTensors);
      if (step % 100 !== 0) return;
      gc();
      const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
      samples.push({ step, bytes: backendStatus().bytes, held: heapUsed + arrayBuffers, resident: rss });
    },
  },
);
console.log(JSON.stringify({ steps: taken, tensors, samples }));
