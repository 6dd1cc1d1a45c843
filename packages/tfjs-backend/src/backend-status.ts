import { type ComputeStatus, sharedWasm } from './wasm.ts';

/**
 * Reports how the kernels of the `hnlm` backend run: threads, relaxed SIMD, the work that each thread has done, and the
 * bytes of tensors in use.
 *
 * @throws HnlmError `WASM_UNSUPPORTED` where the engine lacks SIMD.
 * @example
 * ```ts
 * await useBackend('hnlm', { threads: 2 });
 * console.log(backendStatus().threads); // 2
 * ```
 */
export function backendStatus(): ComputeStatus {
  return sharedWasm().status();
}
