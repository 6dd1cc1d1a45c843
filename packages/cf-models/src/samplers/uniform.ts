import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';

/**
 * Makes the uniform sampler: each negative is drawn uniformly among the items that are not train items of the user
 * (random negative sampling, Rendle et al. 2009).
 *
 * @param options.negatives negatives of each positive, k; default 1
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = uniform({ negatives: 4 });
 * ```
 */
export function uniform({ negatives = 1 }: { readonly negatives?: number } = {}): NegativeSampler {
  checkCounts('uniform', { negatives });
  return {
    name: 'uniform',
    plan: `each positive draws ${negatives === 1 ? '1 uniform item' : `${negatives} uniform items`} without train items of its user`,
    prepare: ({ data }) => ({
      sample: ({ users }, { random }) => ({
        items: drawUnseen(data, users, negatives, random),
      }),
    }),
  };
}
