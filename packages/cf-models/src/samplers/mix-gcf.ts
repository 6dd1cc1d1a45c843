import type { Random } from '@hnlm/core';
import { gatherRows, randomUniform } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { checkCounts } from '../check-counts.ts';
import type { HopNegatives, NegativeSampler, PositiveBatch } from '../sampler.ts';
import { chooseTop } from './choose-top.ts';
import { drawShares } from './draw-shares.ts';
import { drawUnseen } from './draw-unseen.ts';
import { eachNegative } from './each-negative.ts';
import { hardestByHop } from './hardest-by-hop.ts';
import { type HopTables, hopTables } from './hop-tables.ts';
import { mixByHop } from './mix-by-hop.ts';
import { repeatEach } from './repeat-each.ts';

/** Options of {@link mixGCF}. */
export interface MixGcfOptions {
  /** Uniform candidates of each negative, N; default 16 (best of the paper on Amazon; 32 on Alibaba, 64 on Yelp2018). */
  readonly candidates?: number;
  /** Negatives of each positive, K, each from candidates of its own; default 1. */
  readonly negatives?: number;
  /**
   * What draws a mixing coefficient from [0, 1): at each hop, the `pair` of a positive and a negative, for all candidates
   * (official code; default), or each `dimension` of each candidate (SELFRec), which is another method: the coefficients
   * then take part in the choice, and cost N d draws a hop.
   */
  readonly coefficient?: 'pair' | 'dimension';
}

/**
 * Makes MixGCF: at each hop the candidates' parts are mixed with that of the positive, a e_i + (1 - a) e_m with a from
 * U(0, 1), and the one that scores highest with the user is taken; what the hops chose, pooled, is the negative
 * (Huang et al. KDD 2021, eq. 5-7; official code). Gradients flow through the mixed parts, and L2 acts on the mixed part
 * of hop 0. A coefficient that the candidates share does not change which of them is highest.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = mixGCF({ candidates: 64 });
 * ```
 */
export function mixGCF({
  candidates = 16,
  negatives = 1,
  coefficient = 'pair',
}: MixGcfOptions = {}): NegativeSampler {
  checkCounts('MixGCF', { candidates, negatives });
  const mixed =
    coefficient === 'pair'
      ? 'a coefficient for each hop'
      : 'a coefficient for each hop, candidate and dimension';
  return {
    name: 'MixGCF',
    plan: `${eachNegative(negatives)} draws ${candidates} uniform candidates without train items, mixes the positive into them with ${mixed}, and pools what the current model scores highest at each hop`,
    prepare: ({ data }) => ({
      sample(batch, context) {
        const owners = repeatEach(batch.users, negatives);
        const pool = drawUnseen(data, batch.users, negatives * candidates, context.random);
        const tables = hopTables(context, owners);
        const choose = coefficient === 'pair' ? chooseByPair : chooseByDimension;
        const byHop = choose(tables, batch, pool, context.random);
        return { items: byHop.items.slice(0, owners.length), byHop };
      },
    }),
  };
}

function chooseByPair(
  tables: HopTables,
  _batch: PositiveBatch,
  pool: Int32Array,
  random: Random,
): HopNegatives {
  const shares = drawShares(tables.count, tables.places.length, random);
  return { items: hardestByHop(tables, pool), shares };
}

function chooseByDimension(
  tables: HopTables,
  batch: PositiveBatch,
  pool: Int32Array,
  random: Random,
): HopNegatives {
  const n = tables.places.length;
  const per = pool.length / n;
  const width = tables.items.shape[1];
  const positives = repeatEach(batch.items, n / batch.items.length);
  const items = new Int32Array(tables.count * n);
  const shares: tf.Tensor2D[] = [];
  for (let hop = 0; hop < tables.count; hop++) {
    const share = randomUniform([pool.length, width], random) as tf.Tensor2D;
    const scores = tf.tidy(() => {
      const ofUsers = gatherRows(tables.users, tables.userRows(hop)).expandDims(1);
      const ofPositives = gatherRows(tables.items, tables.itemRows(hop, positives)).expandDims(1);
      const ofPool = gatherRows(tables.items, tables.itemRows(hop, pool)).reshape([n, per, width]);
      const ofShares = share.reshape([n, per, width]);
      return ofPool
        .add(ofShares.mul(ofPositives.sub(ofPool)))
        .mul(ofUsers)
        .sum(2);
    });
    const columns = chooseTop(scores.dataSync(), per, 1, random);
    const chosen = columns.map((column, row) => row * per + column);
    for (let row = 0; row < n; row++) items[hop * n + row] = pool[chosen[row]];
    shares.push(gatherRows(share, chosen));
    tf.dispose([scores, share]);
  }
  return { items, synthesise: (hops) => mixByHop(hops, shares) };
}
