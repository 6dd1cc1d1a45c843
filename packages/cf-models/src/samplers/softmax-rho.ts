import { HnlmError } from '@hnlm/core';
import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';
import { scorePairs } from './score-pairs.ts';
import { softmaxInPlace } from './softmax-in-place.ts';
import { tablesFor } from './tables-for.ts';

/** Options of {@link softmaxRho}. */
export interface SoftmaxRhoOptions {
  /** Uniform candidates of each positive, N, all of which are negatives; default 200 (official code). */
  readonly candidates?: number;
  /** ρ > 0: how far the weights may be from equal; default 1 (official code). Larger is harder. */
  readonly rho?: number;
}

/**
 * Makes Softmax(ρ, N): all of N uniform candidates are negatives, with weights in proportion to exp(Z_j / τ), where
 * Z_j = softplus(s_uj - s_ui) and τ = sqrt(Var(Z) / 2ρ) for each pair, Var over N - 1 (Shi et al., WWW 2023; official code, loss_type 2).
 * Weights of a pair average 1, and no gradient flows through them.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = softmaxRho({ candidates: 64, rho: 1 });
 * ```
 */
export function softmaxRho({ candidates = 200, rho = 1 }: SoftmaxRhoOptions = {}): NegativeSampler {
  checkCounts('Softmax(ρ, N)', { candidates });
  if (!(rho > 0)) {
    throw new HnlmError(`Softmax(${rho}, ${candidates}) is not defined`, {
      code: 'OPTION',
      hint: 'Set rho above 0.',
    });
  }
  return {
    name: 'Softmax(ρ, N)',
    plan: `each positive draws ${candidates} uniform items without train items, weighted in the loss by the softmax of their own losses at the temperature that ρ = ${rho} gives`,
    prepare: ({ data }) => ({
      sample({ users, items: positives }, context) {
        const items = drawUnseen(data, users, candidates, context.random);
        const { embeddings, rows } = tablesFor(context, users);
        const ofPositives = scorePairs(embeddings, rows, positives);
        const weights = scorePairs(embeddings, rows, items);
        for (let n = 0; n < users.length; n++) {
          const row = weights.subarray(n * candidates, (n + 1) * candidates);
          for (const [c, score] of row.entries()) row[c] = softplus(score - ofPositives[n]);
          const temperature = Math.sqrt(variance(row) / (2 * rho));
          softmaxInPlace(row, temperature > 0 ? temperature : 1);
        }
        return { items, weights };
      },
    }),
  };
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Over n - 1, as `torch.var`. */
function variance(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / (values.length - 1);
}
