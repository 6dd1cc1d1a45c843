import { HnlmError, type Random, rowOf, type TrainView } from '@hnlm/core';
import { checkCounts } from './check-counts.ts';
import { type ZipSelectOptions, zipSelect } from './zip-select.ts';

/** A train pair by original ids. */
export interface TrainPair {
  readonly user: string;
  readonly positive: string;
}

/** Options of {@link selectPairs}. */
export interface SelectPairsOptions {
  /** Pairs, those that deserve a call most first: from `uncertainPairs`, `zipPairs` or `randomPairs`. */
  readonly pairs: readonly TrainPair[];
  /** Most pairs in all. */
  readonly budget: number;
  /** Most pairs of one user; no limit by default. */
  readonly maxPerUser?: number;
}

/**
 * Takes pairs from the front as far as a budget reaches, at most so many of a user.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if a number is below 1.
 * @example
 * ```ts
 * const ranked = uncertainPairs({ data, margin });
 * const pairs = selectPairs({ pairs: ranked, budget: 3000, maxPerUser: 5 });
 * const negatives = await llmNegatives({ data, itemProfiles, userProfiles, model, ledger, pairs });
 * ```
 */
export function selectPairs({ pairs, budget, maxPerUser }: SelectPairsOptions): TrainPair[] {
  checkCounts({ budget, ...(maxPerUser !== undefined && { maxPerUser }) });
  const perUser = new Map<string, number>();
  const selected: TrainPair[] = [];
  for (const pair of pairs) {
    if (selected.length === budget) break;
    const count = perUser.get(pair.user) ?? 0;
    if (maxPerUser !== undefined && count >= maxPerUser) continue;
    perUser.set(pair.user, count + 1);
    selected.push(pair);
  }
  return selected;
}

/** Puts all train pairs in random order: the control of every other choice. Depends on the original ids alone. */
export function randomPairs({
  data,
  random,
}: {
  readonly data: TrainView;
  readonly random: Random;
}): TrainPair[] {
  return random.shuffle(trainPairs(data).map(({ pair }) => pair));
}

/**
 * Puts the pairs first about which a model is least sure: those whose margin is nearest to 0, whichever its sign.
 *
 * @param options `margin`: score of the positive less that of a hard negative, for dense indices
 * @throws HnlmError `MARGIN_NOT_FINITE` naming the pair.
 */
export function uncertainPairs(options: {
  readonly data: TrainView;
  readonly margin: (user: number, positive: number) => number;
}): TrainPair[] {
  const scored = trainPairs(options.data).map(({ pair, user, item }) => {
    const distance = Math.abs(options.margin(user, item));
    if (Number.isFinite(distance)) return { pair, distance };
    throw new HnlmError(`the margin of user "${pair.user}" and item "${pair.positive}" is not finite`, {
      code: 'MARGIN_NOT_FINITE',
      hint: 'Give a finite number for every train pair.',
      evidence: { ...pair },
    });
  });
  // Sorting is stable: ties keep the order of the ids.
  return scored.sort((one, other) => one.distance - other.distance).map(({ pair }) => pair);
}

/** Options of {@link zipPairs}. */
export interface ZipPairsOptions extends Omit<ZipSelectOptions, 'texts'> {
  readonly data: TrainView;
  /** What a prompt for the pair would say (dense indices), for instance both profiles. */
  readonly textOf: (user: number, positive: number) => string;
}

/**
 * Puts the pairs first whose texts repeat each other least, `budget` of them, by `zipSelect`; pairs with an empty text are
 * left out. With a cap a user, choose a budget above that of `selectPairs`.
 */
export function zipPairs({ data, textOf, ...options }: ZipPairsOptions): TrainPair[] {
  const candidates = trainPairs(data)
    .map(({ pair, user, item }) => ({ pair, text: textOf(user, item) }))
    .filter(({ text }) => text !== '');
  const { chosen } = zipSelect({ ...options, texts: candidates.map(({ text }) => text) });
  return chosen.map((index) => candidates[index].pair);
}

/** Lists the train pairs in the order of their original ids. */
function trainPairs({ users, items, interactions }: TrainView) {
  const rows = users.ids.map((id, user) => ({ id, user }));
  rows.sort((one, other) => (one.id < other.id ? -1 : 1));
  return rows.flatMap(({ id, user }) =>
    Array.from(rowOf(interactions, user), (item) => ({
      pair: { user: id, positive: items.ids[item] },
      user,
      item,
    })).sort((one, other) => (one.pair.positive < other.pair.positive ? -1 : 1)),
  );
}
