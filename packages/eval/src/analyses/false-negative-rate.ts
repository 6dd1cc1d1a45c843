import { type Csr, contains, type GroundTruth, type HeldOut, HnlmError, rowOf } from '@hnlm/core';

/** Pairs that a sampler or a generator took for negatives, as parallel lists of dense indices. */
export interface NegativePairs {
  readonly users: ArrayLike<number>;
  /** For a synthetic vector, the nearest item of the catalogue. */
  readonly items: ArrayLike<number>;
}

/** Options of {@link falseNegativeRate}. */
export interface FalseNegativeRateOptions {
  readonly negatives: NegativePairs;
  /** Train interactions, `[users, items]`; random negatives avoid them. */
  readonly train: Csr;
  /**
   * What tells a false negative: validation during development, test in a final audit only, or the known tastes of a
   * simulated world.
   */
  readonly against: HeldOut | GroundTruth;
}

/** How often negatives are positives in truth, against random negatives of the same users. */
export interface FalseNegativeRate {
  /** What told: `validation`, `test`, ..., or `ground-truth`. */
  readonly against: HeldOut['part'] | GroundTruth['part'];
  /** Share of negatives that are held-out positives; with ground truth, their mean relevance. */
  readonly rate: number;
  /** The same of negatives with the exposure of these, but without their choice of user. */
  readonly matched: number;
  /** The same of items drawn uniformly. */
  readonly uniform: number;
  /** `rate` / `matched`: above 1, the sampler seeks false negatives out; null if `matched` is 0. */
  readonly ratio: number | null;
  /** Share of negatives that are train positives, which no sampler should draw. */
  readonly trainPositives: number;
  readonly negatives: number;
  /** Users with a negative. */
  readonly users: number;
}

/**
 * Measures how often hard negatives are false, next to the rates of two random negatives for the same users, each as an
 * exact expectation and not by drawing:
 *
 * - `uniform`: any item that the user does not have in train, all alike.
 * - `matched`: the items that the negatives of all *other* users hold, each as often as it occurs there, without those that
 *   the user has in train. The items are exposed just as they are by the sampler, popular ones more; what is taken away
 *   is which user each was chosen for. A rate above `matched` is thus due to the choice, not to popularity.
 *
 * All average over the negatives, so users count by how many they have; `matched` leaves out users for whom no item of
 * others is left. Held-out positives are only those that were
 * seen; the rate is a lower bound, and comparable within one data set alone. With ground truth it is exact, and takes
 * users x items calls of `relevance`.
 *
 * @throws HnlmError `NEGATIVE_PAIRS` without pairs, for lists of different length, indices that are not in the data, or
 * negatives of a single user (nothing to match with)
 * @example
 * ```ts
 * const { rate, matched } = falseNegativeRate({
 *   negatives: { users: [0, 1], items: [7, 3] },
 *   train: dataset.train.interactions,
 *   against: dataset.validation,
 * });
 * ```
 */
export function falseNegativeRate({
  negatives,
  train,
  against,
}: FalseNegativeRateOptions): FalseNegativeRate {
  const itemsOf = groupByUser(negatives, train);
  const relevance = against.part === 'ground-truth' ? ofTruth(against) : ofPairs(against.interactions);
  const all = new Float64Array(train.columns);
  for (let pair = 0; pair < negatives.items.length; pair++) all[negatives.items[pair]]++;

  const total = negatives.items.length;
  const others = all.slice();
  const one = () => 1;
  let [found, inTrain, uniform, matched, matchable] = [0, 0, 0, 0, 0];
  for (const [user, items] of itemsOf) {
    for (const item of items) {
      found += relevance.of(user, item);
      if (contains(train, user, item)) inTrain++;
      others[item]--;
    }
    const owned = rowOf(train, user);
    const free = train.columns - owned.length;
    if (free > 0) uniform += (items.length * relevance.sum(user, train, one)) / free;
    let mass = total - items.length;
    for (const item of owned) mass -= others[item];
    if (mass > 0) {
      matched += (items.length * relevance.sum(user, train, (item) => others[item])) / mass;
      matchable += items.length;
    }
    for (const item of items) others[item]++;
  }
  if (matchable === 0) throw unusable(`all ${total} negatives are of one user`);
  const rate = found / total;
  const matchedRate = matched / matchable;
  return {
    against: against.part,
    rate,
    matched: matchedRate,
    uniform: uniform / total,
    ratio: matchedRate === 0 ? null : rate / matchedRate,
    trainPositives: inTrain / total,
    negatives: total,
    users: itemsOf.size,
  };
}

/** What tells how relevant an item is to a user. */
interface Relevance {
  of(user: number, item: number): number;
  /** Sums relevance x weight over the items that the user does not have in train. */
  sum(user: number, train: Csr, weight: (item: number) => number): number;
}

function ofPairs(heldOut: Csr): Relevance {
  return {
    of: (user, item) => (contains(heldOut, user, item) ? 1 : 0),
    sum: (user, train, weight) =>
      rowOf(heldOut, user).reduce((sum, item) => (contains(train, user, item) ? sum : sum + weight(item)), 0),
  };
}

function ofTruth(truth: GroundTruth): Relevance {
  return {
    of: truth.relevance,
    sum(user, train, weight) {
      let sum = 0;
      for (let item = 0; item < train.columns; item++) {
        const times = weight(item);
        if (times > 0 && !contains(train, user, item)) sum += times * truth.relevance(user, item);
      }
      return sum;
    },
  };
}

function groupByUser({ users, items }: NegativePairs, train: Csr): Map<number, number[]> {
  if (users.length !== items.length || users.length === 0) {
    throw unusable(`cannot pair ${users.length} users with ${items.length} items`);
  }
  const itemsOf = new Map<number, number[]>();
  for (let pair = 0; pair < users.length; pair++) {
    const [user, item] = [users[pair], items[pair]];
    if (!(user >= 0 && user < train.rows && item >= 0 && item < train.columns)) {
      throw unusable(
        `pair ${pair} is (${user}, ${item}); there are ${train.rows} users and ${train.columns} items`,
      );
    }
    const list = itemsOf.get(user);
    if (list === undefined) itemsOf.set(user, [item]);
    else list.push(item);
  }
  return itemsOf;
}

function unusable(message: string): HnlmError {
  return new HnlmError(message, {
    code: 'NEGATIVE_PAIRS',
    hint: 'Pass dense indices of users and items, one pair a negative, of at least two users.',
  });
}
