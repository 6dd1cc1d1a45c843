import { HnlmError } from '@hnlm/core';
import { checkCounts } from '../check-counts.ts';

/** Options that backbones with a contrastive term share. Each says what its defaults are. */
export interface ContrastOptions {
  /** Number of propagation layers K. */
  readonly layers?: number;
  /** λ, the weight of the contrastive term. */
  readonly weight?: number;
  /** τ of InfoNCE. */
  readonly temperature?: number;
}

/** Options of those that contrast by noise. */
export interface NoiseContrastOptions extends ContrastOptions {
  /** ε, the length of the noise in each row of each layer. */
  readonly epsilon?: number;
}

/**
 * Refuses settings of a contrastive term that make no sense.
 *
 * @throws HnlmError `OPTION`
 */
export function checkContrast(
  name: string,
  { layers, weight, temperature, epsilon = 0 }: Required<ContrastOptions> & NoiseContrastOptions,
): void {
  checkCounts(name, { layers });
  if (weight >= 0 && temperature > 0 && epsilon >= 0) return;
  const noise = epsilon === 0 ? '' : `, with noise of length ${epsilon},`;
  throw new HnlmError(
    `${name} with a term of weight ${weight} at temperature ${temperature}${noise} is not defined`,
    { code: 'OPTION', hint: 'Set weight and epsilon to at least 0, and temperature above 0.' },
  );
}
