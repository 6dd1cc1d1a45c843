import { didYouMean, HnlmError, loadOptional } from '@hnlm/core';
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

const known = ['hnlm', 'cpu', 'tensorflow'] as const;

/** Registers the backend `tensorflow` when it is loaded. Its name is no literal, so that bundlers for the web skip it. */
const tensorflow: string = '@tensorflow/tfjs-node';

/** Names of the backends that can be chosen here. */
export type BackendName = (typeof known)[number];

/**
 * Makes a backend the current one of TensorFlow.js: `hnlm`, WebAssembly kernels (the default); `cpu`, the plain
 * JavaScript of tfjs, slow, as an oracle to compare with; or `tensorflow`, the C library that the optional package
 * `@tensorflow/tfjs-node` binds (4.22 runs on Node 22, not on 24).
 *
 * @throws HnlmError `BACKEND_UNKNOWN`, `WASM_UNSUPPORTED`, `OPTIONAL_MISSING`
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
  if (name === 'tensorflow') await loadOptional(tensorflow, () => import(/* @vite-ignore */ tensorflow));
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
