import type { GradFunc, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HnlmBackend } from './backend.ts';

/** One operation: composed of tfjs operations, as one WebAssembly kernel, and its gradient. */
export interface KernelDefinition<Name extends string, Attributes extends object> {
  readonly name: string;
  /** Inputs and outputs that the gradient needs. */
  readonly save?: { readonly inputs?: Name[]; readonly outputs?: boolean[] };
  /** What every backend but `hnlm` runs, without gradient; it is called inside a tidy. */
  composed(inputs: Record<Name, Tensor>, attributes: Attributes): Tensor | Tensor[];
  hnlm(
    inputs: Record<Name, TensorInfo>,
    attributes: Attributes,
    backend: HnlmBackend,
  ): TensorInfo | TensorInfo[];
  gradient?(
    dy: Tensor | Tensor[],
    saved: Tensor[],
    attributes: Attributes,
  ): Partial<Record<Name, () => Tensor>>;
}

/** An operation that can be called on tensors of any backend. */
export type Operation<Name extends string, Attributes extends object> = (
  inputs: Record<Name, Tensor>,
  attributes: Attributes,
) => Tensor[];

/** Turns a definition into an operation; its kernel is registered at the first call on each backend. */
export function defineKernel<Name extends string, Attributes extends object>(
  definition: KernelDefinition<Name, Attributes>,
): Operation<Name, Attributes> {
  const { name } = definition;

  function register(backendName: string): void {
    if (tf.getKernel(name, backendName)) return;
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc({ inputs, attrs, backend }) {
        const attributes = attrs as unknown as Attributes;
        if (backendName === 'hnlm')
          return definition.hnlm(inputs as never, attributes, backend as HnlmBackend);
        return tf.tidy(() => definition.composed(inputs as never, attributes) as never) as Tensor | Tensor[];
      },
    });
    if (!definition.gradient || tf.getGradient(name)) return;
    tf.registerGradient({
      kernelName: name,
      inputsToSave: definition.save?.inputs ?? [],
      outputsToSave: definition.save?.outputs ?? [],
      gradFunc: ((dy, saved, attrs) =>
        definition.gradient?.(dy, saved, attrs as unknown as Attributes)) as GradFunc,
    });
  }

  return (inputs, attributes) => {
    register(tf.getBackend());
    const outputs = tf.engine().runKernel(name, inputs as unknown as NamedTensorMap, attributes as never) as
      | Tensor
      | Tensor[];
    return Array.isArray(outputs) ? outputs : [outputs];
  };
}
