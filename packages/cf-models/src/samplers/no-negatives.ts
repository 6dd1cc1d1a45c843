import type { NegativeSampler } from '../sampler.ts';

/** Makes the sampler of a loss that uses no negatives. */
export function noNegatives(): NegativeSampler {
  const none = { items: new Int32Array(0) };
  return { name: 'none', plan: 'no negatives', prepare: () => ({ sample: () => none }) };
}
