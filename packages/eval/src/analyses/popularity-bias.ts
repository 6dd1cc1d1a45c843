import { type Csr, contains, HnlmError, rowOf } from '@hnlm/core';
import type { TopLists } from '../lists/top-lists.ts';
import { gini } from '../metrics/gini.ts';
import { meanOf } from '../statistics/mean-of.ts';
import { type PopularityCuts, type PopularityPart, partNames, popularityParts } from './popularity-parts.ts';

/** How a part of the catalogue fares. */
export interface PartBias {
  /** Items of the part. */
  readonly items: number;
  /** Share of all recommendations that go to it. */
  readonly recommended: number;
  /** Share of all train interactions that it holds. */
  readonly train: number;
  /** Recall of its relevant items: mean over users that have one; null without any. */
  readonly recall: number | null;
  /** Users that have a relevant item in it. */
  readonly users: number;
}

/** How far lists lean towards popular items. */
export interface PopularityBias {
  /** Length of the lists that was looked at. */
  readonly k: number;
  /** ARP\@k: train interactions of the recommended items, averaged by user, then over users. */
  readonly averagePopularity: number;
  /** The same of the users' train items. */
  readonly profilePopularity: number;
  /** `averagePopularity` - `profilePopularity` (ΔARP). */
  readonly shift: number;
  /** `shift` / `profilePopularity` (ΔGAP, Abdollahpouri et al. 2019): .5 for items half again as popular. */
  readonly lift: number;
  /** Share of the catalogue that is recommended to anyone. */
  readonly coverage: number;
  /** Gini index of recommendations over the whole catalogue. */
  readonly gini: number;
  /** Gini index of train interactions, to compare with. */
  readonly trainGini: number;
  readonly head: PartBias;
  readonly mid: PartBias;
  readonly tail: PartBias;
  /** Mid and tail together. */
  readonly longTail: PartBias;
}

/** Options of {@link popularityBias}. */
export interface PopularityBiasOptions extends PopularityCuts {
  readonly lists: TopLists;
  /** Looks at the first k items of each list; all by default. */
  readonly k?: number;
  /** Train interactions, `[users, items]`. */
  readonly train: Csr;
  /** Relevant items by user, `[users, items]`. */
  readonly relevant: Csr;
}

/**
 * Measures how far top-k lists lean towards popular items, against what their users had in train (average
 * recommendation popularity: Yin et al. 2012). Only users with a list and train items count for the averages.
 *
 * @throws HnlmError `POPULARITY_CUTS` as {@link popularityParts}; `EVAL_K` for a k above the length of the lists;
 * `EVAL_LIST` for a user or item that is not in the data; `EVAL_NO_USERS` if no user has a list and train items
 * @example
 * ```ts
 * const lists = await rankUsers({ model, on: dataset.test, k: 20 });
 * const bias = popularityBias({
 *   lists,
 *   train: dataset.train.interactions,
 *   relevant: dataset.test.interactions,
 * });
 * bias.longTail.recall;
 * ```
 */
export function popularityBias(options: PopularityBiasOptions): PopularityBias {
  const { lists, k = lists.k, train, relevant } = options;
  const { counts, partOf } = popularityParts(train, options);
  check(lists, k, train, relevant);

  const recommended = new Int32Array(train.columns);
  const ofLists: number[] = [];
  const ofProfiles: number[] = [];
  const recalls: Record<PopularityPart | 'longTail', number[]> = {
    head: [],
    mid: [],
    tail: [],
    longTail: [],
  };
  const popularity = (items: Int32Array) => meanOf(Array.from(items, (item) => counts[item]));
  for (const [list, user] of lists.users.entries()) {
    const items = lists.items.subarray(list * lists.k, list * lists.k + k).filter((item) => item !== -1);
    for (const item of items) recommended[item]++;
    const profile = rowOf(train, user);
    if (items.length > 0 && profile.length > 0) {
      ofLists.push(popularity(items));
      ofProfiles.push(popularity(profile));
    }
    const total = [0, 0, 0];
    const hits = [0, 0, 0];
    for (const item of rowOf(relevant, user)) total[partOf[item]]++;
    for (const item of items) if (contains(relevant, user, item)) hits[partOf[item]]++;
    for (const [part, name] of partNames.entries()) {
      if (total[part] > 0) recalls[name].push(hits[part] / total[part]);
    }
    if (total[1] + total[2] > 0) recalls.longTail.push((hits[1] + hits[2]) / (total[1] + total[2]));
  }
  if (ofLists.length === 0) {
    throw new HnlmError(`none of the ${lists.users.length} users has a list and train items`, {
      code: 'EVAL_NO_USERS',
      hint: 'Pass the train interactions of the data that the lists were made for.',
      evidence: { lists: lists.users.length },
    });
  }

  const part = (name: PopularityPart | 'longTail'): PartBias => {
    const inPart = (item: number) =>
      name === 'longTail' ? partOf[item] > 0 : partNames[partOf[item]] === name;
    const shareIn = (of: Int32Array) => {
      const all = of.reduce((sum, count) => sum + count, 0);
      return of.reduce((sum, count, item) => (inPart(item) ? sum + count : sum), 0) / all;
    };
    return {
      items: partOf.filter((_, item) => inPart(item)).length,
      recommended: shareIn(recommended),
      train: shareIn(counts),
      recall: recalls[name].length === 0 ? null : meanOf(recalls[name]),
      users: recalls[name].length,
    };
  };
  const averagePopularity = meanOf(ofLists);
  const profilePopularity = meanOf(ofProfiles);
  return {
    k,
    averagePopularity,
    profilePopularity,
    shift: averagePopularity - profilePopularity,
    lift: averagePopularity / profilePopularity - 1,
    coverage: recommended.filter((count) => count > 0).length / recommended.length,
    gini: gini(recommended),
    trainGini: gini(counts),
    head: part('head'),
    mid: part('mid'),
    tail: part('tail'),
    longTail: part('longTail'),
  };
}

function check(lists: TopLists, k: number, train: Csr, relevant: Csr): void {
  if (!(Number.isInteger(k) && k >= 1 && k <= lists.k)) {
    throw new HnlmError(`cannot look at the first ${k} of ${lists.k} ranks`, {
      code: 'EVAL_K',
      hint: 'Rank longer lists or lower k.',
      evidence: { k, ranks: lists.k },
    });
  }
  const rows = Math.min(train.rows, relevant.rows);
  const user = lists.users.find((user) => !(user >= 0 && user < rows));
  const item = lists.items.find((item) => !(item >= -1 && item < train.columns));
  if (user === undefined && item === undefined && train.columns === relevant.columns) return;
  throw new HnlmError(
    user === undefined
      ? `the lists hold item ${item}; there are ${train.columns} in train and ${relevant.columns} in the held-out data`
      : `the lists hold user ${user}; there are ${rows}`,
    { code: 'EVAL_LIST', hint: 'Pass lists and data of the same data set.' },
  );
}
