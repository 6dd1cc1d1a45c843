import { HnlmError, positionOf } from '@hnlm/core';
import { checkCounts } from '../check-counts.ts';
import { distinctRows } from '../distinct-rows.ts';
import type { NegativeSampler } from '../sampler.ts';
import { drawWithoutReplacement } from './draw-without-replacement.ts';
import { scorePairs } from './score-pairs.ts';
import { watchedItems } from './watched-items.ts';

/** Options of {@link srns}. */
export interface SrnsOptions {
  /** Items in each user's memory, S1; default 8 (best of the paper on ML-1M). */
  readonly memory?: number;
  /** Further items of each user, S2, from which the memory is renewed; default 64 (as above). */
  readonly pool?: number;
  /** α, the weight of the standard deviation; default 5 (as above). */
  readonly alpha?: number;
  /** Epochs T0 over which that weight grows from 0; default 50 (as above). */
  readonly warmUp?: number;
  /** Temperature τ at which the memory is renewed; default 10 (as above). */
  readonly temperature?: number;
  /** Last epochs over which the deviation is taken; default 5 (official code). */
  readonly history?: number;
}

/**
 * Makes simplified and robust negative sampling, SRNS: each user has a memory of S1 items, of which the one with the
 * highest P(j) + α min(1, t / T0) std(j) is the negative. P(j) = σ(s_uj - s_ui), std(j) is its standard deviation over
 * the last epochs, and t the epochs that are over: false negatives score high, and always do. After each step the
 * memories of its users are renewed: S1 of S1 + S2 items without replacement, with chances in proportion to exp(s / τ)
 * (Ding et al. NeurIPS 2020; official code).
 *
 * The official code keeps the scores of 3,000 random items a user. Here only items that may enter the memory are
 * watched: the S1 + S2, which in turn give way to new ones after about as many epochs as the history is long, unless
 * they are in the memory; one that is new deviates by 0. That is (S1 + S2)(history + 1) numbers for each user, and
 * history for each train interaction. The score is that of the backbone.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const negatives = srns({ memory: 8, pool: 64, alpha: 5 });
 * ```
 */
export function srns({
  memory = 8,
  pool = 64,
  alpha = 5,
  warmUp = 50,
  temperature = 10,
  history = 5,
}: SrnsOptions = {}): NegativeSampler {
  checkCounts('SRNS', { memory, pool, history });
  if (!(warmUp > 0 && temperature > 0)) {
    throw new HnlmError(
      `SRNS with a warm-up of ${warmUp} epochs and a temperature of ${temperature} is not possible`,
      {
        code: 'OPTION',
        hint: 'Set warmUp and temperature above 0.',
      },
    );
  }
  const width = memory + pool;
  /** Slots whose turn it is each epoch. */
  const turn = Math.ceil(width / history);
  return {
    name: 'SRNS',
    plan: `each positive takes, of ${memory} remembered items of its user without train items, the one with the highest σ(s_uj - s_ui) plus ${alpha} times, from epoch ${warmUp + 1} on in full, its standard deviation over ${history} epochs; memories are renewed after each step, with ${pool} further items, by the softmax of scores over ${temperature}`,
    prepare({ data, random }) {
      const { interactions } = data;
      const watched = watchedItems(data, { width, history, random });
      // Slots of the items in each user's memory.
      let remembered = Int32Array.from({ length: data.users.size * memory }, (_, n) => n % memory);
      const slotsOf = (user: number) => remembered.subarray(user * memory, (user + 1) * memory);
      return {
        startEpoch({ embeddings, random: stream, epoch }) {
          if (epoch > 1) {
            const slots = Int32Array.from({ length: turn }, (_, n) => ((epoch - 2) * turn + n) % width);
            watched.renew(slots, (user, slot) => slotsOf(user).includes(slot), stream);
          }
          watched.note(embeddings, epoch);
        },
        sample({ users, items: positives }, { embeddings, random: stream, epoch }) {
          const { rows: owners, places } = distinctRows(users);
          const scores = scorePairs(embeddings, owners, watched.of(owners));
          const ofPositives = scorePairs(embeddings, users, positives);
          const weight = alpha * Math.min(1, (epoch - 1) / warmUp);
          const items = users.map((user, n) => {
            const pair = positionOf(interactions, user, positives[n]);
            let [best, highest] = [slotsOf(user)[0], -Infinity];
            for (const slot of slotsOf(user)) {
              const chance = 1 / (1 + Math.exp(ofPositives[n] - scores[places[0][n] * width + slot]));
              const value = weight === 0 ? chance : chance + weight * watched.deviation(user, slot, pair);
              if (value > highest) [best, highest] = [slot, value];
            }
            return watched.at(user, best);
          });
          for (const [n, user] of owners.entries()) {
            const logits = scores.subarray(n * width, (n + 1) * width).map((score) => score / temperature);
            remembered.set(drawWithoutReplacement(logits, memory, stream), user * memory);
          }
          return { items };
        },
        state: () => ({ ...watched.state(), remembered }),
        restore(state) {
          watched.restore(state);
          remembered = Int32Array.from(state.remembered);
        },
      };
    },
  };
}
