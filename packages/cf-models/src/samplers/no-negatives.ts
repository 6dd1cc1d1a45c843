import type { NegativeSampler } from '../sampler.ts';

const name = 'none';

/**
 * Makes the sampler of a loss that uses no negatives.
 *
 * @example
 * ```ts
 * const options = { backbone: directAU(), negatives: noNegatives() };
 * ```
 */
export function noNegatives(): NegativeSampler {
  const none = { items: new Int32Array(0) };
  return { name, plan: 'no negatives', prepare: () => ({ sample: () => none }) };
}

/** Whether a sampler is another than {@link noNegatives}. */
export const drawsNegatives = (sampler: NegativeSampler): boolean => sampler.name !== name;
