import { HnlmError } from '@hnlm/core';

/** Options that backbones with a contrastive term share. */
export interface ContrastOptions {
  /** Number of propagation layers K. */
  readonly layers: number;
  /** λ, the weight of the term in the loss. */
  readonly weight: number;
  /** τ */
  readonly temperature: number;
}

/** Refuses settings of a contrastive term that make no sense. */
export function checkContrast(name: string, { layers, weight, temperature }: ContrastOptions): void {
  if (Number.isInteger(layers) && layers >= 1 && weight >= 0 && temperature > 0) return;
  throw new HnlmError(
    `${name} of ${layers} layers with a weight of ${weight} at temperature ${temperature} is not defined`,
    {
      code: 'OPTION',
      hint: 'Set layers to a whole number from 1 on, weight to at least 0 and temperature above 0.',
    },
  );
}
