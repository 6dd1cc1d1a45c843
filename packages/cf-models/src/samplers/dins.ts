import { HnlmError } from '@hnlm/core';
import type * as tf from '@tensorflow/tfjs';
import { checkCounts } from '../check-counts.ts';
import type { BatchHops, NegativeSampler, SynthesisedNegatives } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';
import { eachNegative } from './each-negative.ts';
import { hardestByHop } from './hardest-by-hop.ts';
import { hopTables } from './hop-tables.ts';
import { repeatEach } from './repeat-each.ts';
import { repeatRows } from './repeat-rows.ts';

/** Options of {@link dins}. */
export interface DinsOptions {
  /** Uniform candidates of each negative, N; default 32 (best of the paper for LightGCN on Alibaba). */
  readonly candidates?: number;
  /** α: how strongly the positive pulls the negative to itself; default 2 (as above). */
  readonly alpha?: number;
  /** Negatives of each positive, K, each from candidates of its own; default 1. */
  readonly negatives?: number;
}

/**
 * Makes dimension-independent mixup, DINS: at each hop the candidate's part h that scores highest is mixed with that of
 * the positive p, w h + (1 - w) p, in each dimension with its own weight w = exp(u h) / (exp(u h) + α exp(u p)); the mixed
 * parts, pooled, are the negative. Gradients flow through the weights too (Wu et al. 2023, arXiv 2306.15905; official
 * code). L2 acts on the mixed part of the first hop.
 *
 * Hops are those of the backbone, layer 0 included as in the paper. The released code leaves layer 0 out of its whole
 * LightGCN, also of the scores: that is `lightGCN({ ownLayer: false })`, not another sampler.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = dins({ candidates: 64, alpha: 0.3 });
 * ```
 */
export function dins({ candidates = 32, alpha = 2, negatives = 1 }: DinsOptions = {}): NegativeSampler {
  checkCounts('DINS', { candidates, negatives });
  if (!(alpha > 0)) {
    throw new HnlmError(`DINS cannot mix with α = ${alpha}`, { code: 'OPTION', hint: 'Set alpha above 0.' });
  }
  return {
    name: 'DINS',
    plan: `${eachNegative(negatives)} draws ${candidates} uniform candidates without train items, takes what the current model scores highest at each hop, mixes the positive into each dimension of it with α = ${alpha}, and pools the hops`,
    prepare: ({ data }) => ({
      sample({ users }, context) {
        const owners = repeatEach(users, negatives);
        const pool = drawUnseen(data, users, negatives * candidates, context.random);
        const items = hardestByHop(hopTables(context, owners), pool);
        const pooled = context.hops.pooling === 'mean';
        return {
          items: items.slice(0, owners.length),
          byHop: { items, synthesise: (hops) => mix(hops, { alpha, negatives, pooled }) },
        };
      },
    }),
  };
}

function mix(
  hops: BatchHops,
  { alpha, negatives, pooled }: { alpha: number; negatives: number; pooled: boolean },
): SynthesisedNegatives {
  const whole = pooled ? hops.pool(hops.users) : undefined;
  const parts = hops.negatives.map((hardest, hop) => {
    const user = repeatRows(whole ?? hops.users[hop], negatives);
    const positive = repeatRows(hops.positives[hop], negatives);
    const difference = hardest.sub(positive);
    // exp(a) / (exp(a) + α exp(b)) = σ(a - b - log α)
    const weight = user.mul(difference).sub(Math.log(alpha)).sigmoid();
    return positive.add(weight.mul(difference)) as tf.Tensor2D;
  });
  return { vectors: hops.pool(parts), ego: parts[0] };
}
