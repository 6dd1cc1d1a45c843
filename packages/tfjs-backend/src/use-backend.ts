import { didYouMean, HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { HnlmBackend } from './backend.ts';
import { inheritKernels } from './native-kernels.ts';
import { registerCopy } from './ops/copy.ts';
import { registerElementwise } from './ops/elementwise.ts';
import { registerMatMul } from './ops/mat-mul.ts';
import { registerReduce } from './ops/reduce.ts';
import { registerSoftmax } from './ops/softmax.ts';
import { registerTranspose } from './ops/transpose.ts';
import { registerUnary } from './ops/unary.ts';
import { type ComputeOptions, sharedWasm } from './wasm.ts';

const known = ['hnlm', 'cpu'] as const;

/** Names of the backends that can be chosen here. */
export type BackendName = (typeof known)[number];

/**
 * Makes a backend the current one of TensorFlow.js: `hnlm`, WebAssembly kernels (the default), or `cpu`, the plain
 * JavaScript of tfjs, slow, as an oracle to compare with.
 *
 * @throws HnlmError `BACKEND_UNKNOWN`, `WASM_UNSUPPORTED`
 * @example
 * ```ts
 * await useBackend('hnlm');
 * ```
 */
export async function useBackend(name: string = 'hnlm', options?: ComputeOptions): Promise<void> {
  if (!(known as readonly string[]).includes(name)) {
    throw new HnlmError(`unknown backend "${name}"`, {
      code: 'BACKEND_UNKNOWN',
      hint: didYouMean(name, known),
    });
  }
  if (name === 'hnlm' && options) sharedWasm().configure(options);
  if (name === 'hnlm' && !tf.findBackend('hnlm')) {
    const wasm = sharedWasm();
    inheritKernels();
    registerCopy();
    registerElementwise();
    registerMatMul();
    registerReduce();
    registerSoftmax();
    registerTranspose();
    registerUnary();
    tf.registerBackend('hnlm', () => new HnlmBackend(wasm));
  }
  await tf.setBackend(name);
  await tf.ready();
}
