import { HnlmError } from '@hnlm/core';
import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';
import { eachNegative } from './each-negative.ts';
import { repeatEach } from './repeat-each.ts';
import { type Similarity, similaritiesOf } from './similarities-of.ts';
import { tablesFor } from './tables-for.ts';

/** Options of {@link ahns}. */
export interface AhnsOptions {
  /** Uniform candidates of each positive, N; default 32 (best of the paper on Phones, Sports, Tools). */
  readonly candidates?: number;
  /** α, added to the score of the positive; default 1. */
  readonly alpha?: number;
  /** β, the scale of the wanted hardness; default .1. */
  readonly beta?: number;
  /** p < 0: how fast the wanted hardness falls as the positive's score grows; default -2. */
  readonly power?: number;
  /** What counts as the score s; default `dot`. With `euclidean` it is a squared distance, on both sides. */
  readonly similarity?: Similarity;
  /** Negatives of each positive, k, each from candidates of its own; default 1. */
  readonly negatives?: number;
}

const scores = { dot: 'score', cosine: 'cosine', euclidean: 'squared distance' } as const;

/** The positive's score plus α counts as at least this: the official code divides by 0 or turns the order around. */
const least = 1e-6;

/**
 * Makes adaptive hardness negative sampling, AHNS with p < 0: among N uniform candidates, the one whose score is nearest
 * to β (s(u, i) + α)^(p + 1). While a positive is ranked badly its negatives are hard, and later easier
 * (Lai et al., AAAI 2024, eq. 9).
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = ahns({ candidates: 32, alpha: 1, beta: 0.1 });
 * ```
 */
export function ahns({
  candidates = 32,
  alpha = 1,
  beta = 0.1,
  power = -2,
  similarity = 'dot',
  negatives = 1,
}: AhnsOptions = {}): NegativeSampler {
  checkCounts('AHNS', { candidates, negatives });
  if (!(Number.isFinite(alpha) && Number.isFinite(beta) && power < 0)) {
    throw new HnlmError(`AHNS with α = ${alpha}, β = ${beta} and p = ${power} is not defined`, {
      code: 'OPTION',
      hint: 'Set alpha and beta to numbers and power below 0.',
    });
  }
  return {
    name: 'AHNS',
    plan: `${eachNegative(negatives)} draws ${candidates} uniform candidates without train items and takes the one whose ${scores[similarity]} is nearest to ${beta} (s + ${alpha})^${power + 1}, s being that of the positive`,
    prepare: ({ data }) => ({
      sample({ users, items: positives }, context) {
        const pool = drawUnseen(data, users, negatives * candidates, context.random);
        const { embeddings, rows } = tablesFor(context, users);
        const owners = repeatEach(rows, negatives);
        const ofPositives = similaritiesOf(embeddings, rows, positives, similarity);
        const ofPool = similaritiesOf(embeddings, owners, pool, similarity);
        const items = owners.map((_, n) => {
          const ofPositive = ofPositives[Math.floor(n / negatives)];
          const wanted = beta * Math.max(least, ofPositive + alpha) ** (power + 1);
          let best = n * candidates;
          for (let c = best + 1; c < (n + 1) * candidates; c++) {
            if (Math.abs(ofPool[c] - wanted) < Math.abs(ofPool[best] - wanted)) best = c;
          }
          return pool[best];
        });
        return { items };
      },
    }),
  };
}
