import type { NegativeSampler } from '@hnlm/cf-models';

/** Calls something before each training step: a sampler draws once a step. */
export function beforeEachStep(negatives: NegativeSampler, call: () => void): NegativeSampler {
  return {
    ...negatives,
    prepare(preparation) {
      const prepared = negatives.prepare(preparation);
      return {
        ...prepared,
        sample(batch, context) {
          call();
          return prepared.sample(batch, context);
        },
      };
    },
  };
}
