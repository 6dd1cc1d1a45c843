import type { GradFunc, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import { engine, getKernel, registerGradient, registerKernel } from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { HnlmBackend } from './backend.ts';

type Inputs<Name extends string> = Record<Name, TensorInfo>;

/** One operation: its plain CPU form, its WebAssembly form, and its gradient. */
export interface KernelDefinition<Name extends string, Attributes extends object> {
  readonly name: string;
  /** Inputs and outputs that the gradient needs. */
  readonly save?: { readonly inputs?: Name[]; readonly outputs?: boolean[] };
  cpu(inputs: Inputs<Name>, attributes: Attributes, backend: MathBackendCPU): TensorInfo | TensorInfo[];
  hnlm(inputs: Inputs<Name>, attributes: Attributes, backend: HnlmBackend): TensorInfo | TensorInfo[];
  gradient?(
    dy: Tensor | Tensor[],
    saved: Tensor[],
    attributes: Attributes,
  ): Partial<Record<Name, () => Tensor>>;
}

/** An operation that can be called on tensors of any backend that has its kernel. */
export type Operation<Name extends string, Attributes extends object> = (
  inputs: Record<Name, Tensor>,
  attributes: Attributes,
) => Tensor[];

/** Turns a definition into an operation; its kernels are registered at the first call. */
export function defineKernel<Name extends string, Attributes extends object>(
  definition: KernelDefinition<Name, Attributes>,
): Operation<Name, Attributes> {
  const { name } = definition;

  function register(): void {
    if (getKernel(name, 'cpu')) return;
    for (const backendName of ['cpu', 'hnlm'] as const) {
      registerKernel({
        kernelName: name,
        backendName,
        kernelFunc: ({ inputs, attrs, backend }) =>
          definition[backendName](
            inputs as Inputs<Name>,
            attrs as unknown as Attributes,
            backend as HnlmBackend,
          ),
      });
    }
    if (!definition.gradient) return;
    registerGradient({
      kernelName: name,
      inputsToSave: definition.save?.inputs ?? [],
      outputsToSave: definition.save?.outputs ?? [],
      gradFunc: ((dy, saved, attrs) =>
        definition.gradient?.(dy, saved, attrs as unknown as Attributes)) as GradFunc,
    });
  }

  return (inputs, attributes) => {
    register();
    const outputs = engine().runKernel(name, inputs as unknown as NamedTensorMap, attributes as never) as
      | Tensor
      | Tensor[];
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}

/** Returns the values of a tensor on the plain CPU backend. */
export function valuesOf<T extends Float32Array | Int32Array>(backend: MathBackendCPU, info: TensorInfo): T {
  return backend.data.get(info.dataId).values as T;
}
