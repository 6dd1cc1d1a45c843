import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { dns } from './dns.ts';
import { eachNegative } from './each-negative.ts';

/** Options of {@link curriculum}. */
export interface CurriculumOptions {
  /** Candidates at the hard end, N; default 32. */
  readonly candidates?: number;
  /** Epochs from one end to the other; default 100. Later epochs stay at the end. */
  readonly epochs?: number;
  /** Default `hard-to-easy` (AHNS's code, "CNS"). */
  readonly direction?: 'hard-to-easy' | 'easy-to-hard';
  /** Negatives of each positive, k, each from candidates of its own; default 1. */
  readonly negatives?: number;
}

/**
 * Makes curriculum negative sampling: dynamic negative sampling whose number of candidates changes linearly with the
 * epochs, between N, the hardest, and 1, which is uniform (AHNS's code, `curriculum_negative_sampling`).
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = curriculum({ candidates: 32, epochs: 50 });
 * ```
 */
export function curriculum({
  candidates = 32,
  epochs = 100,
  direction = 'hard-to-easy',
  negatives = 1,
}: CurriculumOptions = {}): NegativeSampler {
  checkCounts('a curriculum', { candidates, epochs, negatives });
  const [from, to] = direction === 'hard-to-easy' ? [candidates, 1] : [1, candidates];
  const countAt = (epoch: number) =>
    epochs === 1 ? from : Math.round(from + (to - from) * Math.min(1, (epoch - 1) / (epochs - 1)));
  return {
    name: 'curriculum',
    plan: `${eachNegative(negatives)} draws uniform candidates without train items, ${from} in epoch 1 and, linearly, ${to} from epoch ${epochs} on, and takes the one that the current model scores highest`,
    prepare(preparation) {
      const samplers = new Map<number, ReturnType<NegativeSampler['prepare']>>();
      return {
        sample(batch, context) {
          const count = countAt(context.epoch);
          let sampler = samplers.get(count);
          if (!sampler) {
            sampler = dns({ candidates: count, negatives }).prepare(preparation);
            samplers.set(count, sampler);
          }
          return sampler.sample(batch, context);
        },
      };
    },
  };
}
