import type { Backbone } from '../backbone.ts';
import { xavierInitialiser } from '../initialisers.ts';
import { alignmentUniformity } from '../losses/alignment-uniformity.ts';
import { cosine } from './cosine.ts';
import { mf } from './mf.ts';

/** Options of {@link directAU}. */
export interface DirectAUOptions {
  /** γ, the weight of uniformity; default 1 (official code on Yelp; Beauty .5, Gowalla 5). */
  readonly gamma?: number;
  /** What makes the embeddings; default {@link mf} of 64 dimensions, initialised by Xavier's normal rule (official code). */
  readonly encoder?: Backbone;
  /**
   * How the trained model scores. It is trained on embeddings of length 1, and the official code ranks by the dot product of
   * their whole lengths. Default `dot`.
   */
  readonly score?: 'dot' | 'cosine';
}

/**
 * Makes DirectAU: an encoder that learns by alignment and uniformity, without negatives (Wang et al., KDD 2022). The official code
 * has batches of 256 (Beauty) or 1024 (Gowalla, Yelp) and weight decay 1e-6, which is `l2: { weight: 1e-6, on: 'parameters' }`.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const model = await train({
 *   data: dataset.train,
 *   validation: dataset.validation,
 *   metric: validationMetric('NDCG@20'),
 *   backbone: directAU({ gamma: 1, encoder: lightGCN({ layers: 2 }) }),
 *   l2: { weight: 1e-6, on: 'parameters' },
 *   batch: 1024,
 *   seed: 1,
 * });
 * ```
 */
export function directAU({
  gamma = 1,
  encoder = mf({ initialiser: xavierInitialiser({ distribution: 'normal' }) }),
  score = 'dot',
}: DirectAUOptions = {}): Backbone {
  return {
    ...(score === 'cosine' ? cosine(encoder) : encoder),
    name: `DirectAU over ${encoder.name}`,
    plan: `${encoder.plan}, trained by alignment and ${gamma} times uniformity, scored by ${score === 'dot' ? 'dot product' : 'cosine'}`,
    loss: alignmentUniformity({ gamma }),
  };
}
