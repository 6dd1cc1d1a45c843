import { HnlmError, type Random } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import { checkCounts } from '../check-counts.ts';
import { everyRow } from '../every-row.ts';
import type { NegativeSampler } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';
import { firstAbove } from './first-above.ts';
import { scorePairs } from './score-pairs.ts';
import { softmaxInPlace } from './softmax-in-place.ts';

/** Options of {@link adaSir}. */
export interface AdaSirOptions {
  /** Negatives of each positive, n; default 5 (official code). */
  readonly negatives?: number;
  /** Items in each user's pool; default 50 (official code). */
  readonly pool?: number;
  /** Uniform draws from which a pool is resampled; default 200 (official code). */
  readonly draws?: number;
  /** λ of the weights softmax((s_uj - s_ui) / λ); default 1. */
  readonly temperature?: number;
  /**
   * Epochs after which pools are made anew instead of mixed with the old ones; default Infinity, never (official code: 10 000).
   */
  readonly renewEvery?: number;
}

/** Users whose candidates are scored at a time. */
const usersAtATime = 256;

/**
 * Makes AdaSIR with a uniform proposal: each user has a pool, resampled with replacement from uniform draws with a chance
 * in proportion to exp(s(u, j)). At each epoch half of the old and new pools together are kept, or, every `renewEvery` epochs,
 * the new one alone. Negatives are drawn uniformly from the pool, with weights in proportion to w_j exp((s_uj - s_ui) / λ),
 * where w_j is the softmax with which j came into the pool; they average 1 and carry no gradient (Chen et al., WWW 2022,
 * algorithm 1; official code, `--sampler 2 --weighted`, which its README calls AdaSIR).
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = adaSir({ negatives: 5 });
 * ```
 */
export function adaSir({
  negatives = 5,
  pool: size = 50,
  draws = 200,
  temperature = 1,
  renewEvery = Infinity,
}: AdaSirOptions = {}): NegativeSampler {
  checkCounts('AdaSIR', { negatives, pool: size, draws, ...(renewEvery !== Infinity && { renewEvery }) });
  if (!(draws >= size && temperature > 0)) {
    throw new HnlmError(
      `a pool of ${size} out of ${draws} draws at temperature ${temperature} is not possible`,
      {
        code: 'OPTION',
        hint: 'Set pool <= draws and temperature above 0.',
      },
    );
  }
  return {
    name: 'AdaSIR',
    plan: `each positive draws ${negatives === 1 ? '1 item' : `${negatives} items`} from the pool of its user: ${size} items resampled each epoch from ${draws} uniform items without train items by the softmax of their scores and mixed with those before${renewEvery === Infinity ? '' : `, or put in their place every ${renewEvery} epochs`}; weights in the loss are the softmax of score differences over ${temperature}, times that with which the item was resampled`,
    prepare({ data }) {
      const { indptr } = data.interactions;
      const users = everyRow(data.users.size).filter((user) => indptr[user + 1] > indptr[user]);
      let pools = new Int32Array(0);
      /** By which softmax each entry of the pools was resampled. */
      let poolWeights = new Float32Array(0);

      /** Resamples the pools of some users. */
      function resample(some: Int32Array, embeddings: Embeddings, random: Random) {
        const drawn = drawUnseen(data, some, draws, random);
        const weights = scorePairs(embeddings, some, drawn);
        const kept = {
          items: new Int32Array(some.length * size),
          weights: new Float32Array(some.length * size),
        };
        const sums = new Float64Array(draws);
        for (let n = 0; n < some.length; n++) {
          const row = weights.subarray(n * draws, (n + 1) * draws);
          softmaxInPlace(row, 1);
          let sum = 0;
          for (let c = 0; c < draws; c++) {
            sum += row[c];
            sums[c] = sum;
          }
          for (let place = 0; place < size; place++) {
            const c = firstAbove(sums, random.uniform() * sum);
            kept.items[n * size + place] = drawn[n * draws + c];
            kept.weights[n * size + place] = row[c];
          }
        }
        return kept;
      }

      return {
        startEpoch({ embeddings, random, epoch }) {
          const old = { items: pools, weights: poolWeights };
          pools = new Int32Array(data.users.size * size);
          poolWeights = new Float32Array(pools.length);
          const mixed = old.items.length > 0 && (epoch - 1) % renewEvery !== 0;
          for (let start = 0; start < users.length; start += usersAtATime) {
            const some = users.slice(start, start + usersAtATime);
            const fresh = resample(some, embeddings, random);
            for (const [n, user] of some.entries()) {
              for (let place = 0; place < size; place++) {
                const from = mixed ? random.integer(2 * size) : place;
                const [source, start] = from < size ? [fresh, n * size] : [old, (user - 1) * size];
                pools[user * size + place] = source.items[start + from];
                poolWeights[user * size + place] = source.weights[start + from];
              }
            }
          }
        },
        sample({ users: owners, items: positives }, { embeddings, random }) {
          const items = new Int32Array(owners.length * negatives);
          const resampled = new Float32Array(items.length);
          for (let n = 0; n < items.length; n++) {
            const place = owners[Math.floor(n / negatives)] * size + random.integer(size);
            items[n] = pools[place];
            resampled[n] = poolWeights[place];
          }
          const ofPositives = scorePairs(embeddings, owners, positives);
          const weights = scorePairs(embeddings, owners, items);
          for (let n = 0; n < owners.length; n++) {
            const row = weights.subarray(n * negatives, (n + 1) * negatives);
            for (const [c, score] of row.entries()) {
              row[c] = (score - ofPositives[n]) / temperature + Math.log(resampled[n * negatives + c]);
            }
            softmaxInPlace(row, 1);
          }
          return { items, weights };
        },
        state: () => ({ pools, poolWeights }),
        restore(state) {
          pools = Int32Array.from(state.pools);
          poolWeights = Float32Array.from(state.poolWeights);
        },
      };
    },
  };
}
