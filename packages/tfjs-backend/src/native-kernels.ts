import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from './backend.ts';

/** A call of a tfjs kernel on the `hnlm` backend. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly backend: HnlmBackend;
}

/** Kernels that hand on values as they are, under another shape: nothing is computed. */
const views = ['Identity', 'Reshape'];

/** Takes over every kernel of tfjs's CPU backend; it works on views of the WebAssembly memory as it stands. */
export function inheritKernels(): void {
  for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: 'hnlm' });
}

/**
 * Replaces an inherited kernel. Calls for which `compute` returns undefined, because it does not cover their shapes or
 * types, are left to the inherited one.
 */
export function replaceKernel(
  kernelName: string,
  compute: (call: KernelCall) => TensorInfo | TensorInfo[] | undefined,
): void {
  const inherited = tf.getKernel(kernelName, 'cpu').kernelFunc;
  tf.unregisterKernel(kernelName, 'hnlm');
  tf.registerKernel({
    kernelName,
    backendName: 'hnlm',
    kernelFunc: (call) =>
      compute({
        inputs: call.inputs as unknown as KernelCall['inputs'],
        attributes: call.attrs ?? {},
        backend: call.backend as HnlmBackend,
      }) ?? inherited(call),
  });
}

/**
 * Lists the kernels that the `hnlm` backend does not run in tfjs's JavaScript: the operations of this package that have
 * been used, tfjs's kernels that it replaces, and those that only give values another shape. Empty before `useBackend`.
 *
 * @example
 * ```ts
 * const { kernelNames } = await tf.profile(() => loss());
 * const slow = kernelNames.filter((name) => !nativeKernels().includes(name));
 * ```
 */
export function nativeKernels(): readonly string[] {
  const inherited = new Set(tf.getKernelsForBackend('cpu').map(({ kernelFunc }) => kernelFunc));
  return tf
    .getKernelsForBackend('hnlm')
    .filter(({ kernelName, kernelFunc }) => views.includes(kernelName) || !inherited.has(kernelFunc))
    .map(({ kernelName }) => kernelName);
}
