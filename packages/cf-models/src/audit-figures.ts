import { type Csr, contains, rowOf, type TrainView } from '@hnlm/core';
import { type Embeddings, gatherRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { PositiveBatch } from './sampler.ts';

/** Figures of some negatives. */
export interface AuditFigures {
  /** Share that are held-out positives of their user; where the audit is against these. */
  readonly falseNegatives?: number;
  /** Mean chance that the user likes them; where the audit is against known tastes. */
  readonly relevance?: number;
  /** Mean share of the user's unseen items that the model scores lower, ties half: .5 for uniform draws. */
  readonly hardness: number;
  /** Mean of σ(s_uj - s_ui): the size of BPR's gradient. */
  readonly gradient: number;
  /**
   * Mean over probed users of ½ Σ_j |p_j - 1/n| over their n unseen items, p_j the share of draws. Few draws are far from
   * even however they are made: compare with the figure of uniform draws.
   */
  readonly totalVariation: number;
  readonly distinctItems: number;
  /** Mean share of items with fewer train interactions, ties half: 0 for the rarest, 1 for the most popular. */
  readonly popularity: number;
}

/** What false negatives are known by. */
export type JudgeNegatives =
  | { readonly positives: Csr }
  | { readonly relevance: (user: number, item: number) => number };

/** What figures are computed of. */
export interface AuditInput {
  readonly data: TrainView;
  readonly embeddings: Embeddings;
  readonly batch: PositiveBatch;
  /** Lists of negatives, each `[B * k]`. */
  readonly lists: readonly Int32Array[];
  readonly judge?: JudgeNegatives;
}

/** Users whose scores are held at a time. */
const block = 64;

/** Computes the figures of each list, apart from total variation. */
export function auditFigures(input: AuditInput): Omit<AuditFigures, 'totalVariation'>[] {
  const { data, batch, lists, judge } = input;
  const scored = scoreFigures(input);
  const popular = percentiles(counts(data));
  return lists.map((items, list) => {
    const k = items.length / batch.users.length;
    let [judged, popularity] = [0, 0];
    for (const [n, item] of items.entries()) {
      popularity += popular[item] / items.length;
      const user = batch.users[Math.floor(n / k)];
      if (judge) {
        const wrong =
          'positives' in judge ? Number(contains(judge.positives, user, item)) : judge.relevance(user, item);
        judged += wrong / items.length;
      }
    }
    return {
      ...(judge && ('positives' in judge ? { falseNegatives: judged } : { relevance: judged })),
      ...scored[list],
      distinctItems: new Set(items).size,
      popularity,
    };
  });
}

/** Hardness and gradient of each list. */
function scoreFigures({
  data,
  embeddings,
  batch,
  lists,
}: AuditInput): { hardness: number; gradient: number }[] {
  const sums = lists.map(() => ({ hardness: 0, gradient: 0 }));
  const size = data.items.size;
  for (let start = 0; start < batch.users.length; start += block) {
    const owners = batch.users.slice(start, start + block);
    const scores = tf.matMul(gatherRows(embeddings.users, owners), embeddings.items, false, true);
    const values = scores.dataSync() as Float32Array;
    for (const [row, user] of owners.entries()) {
      const own = values.subarray(row * size, (row + 1) * size);
      const seen = rowOf(data.interactions, user);
      for (const [list, items] of lists.entries()) {
        const k = items.length / batch.users.length;
        for (let column = 0; column < k; column++) {
          const score = own[items[(start + row) * k + column]];
          let twice = 0;
          for (const other of own) twice += other < score ? 2 : other === score ? 1 : 0;
          for (const item of seen) twice -= own[item] < score ? 2 : own[item] === score ? 1 : 0;
          // The negative itself is one of the ties.
          sums[list].hardness += (twice - 1) / 2 / Math.max(1, size - seen.length - 1) / items.length;
          sums[list].gradient += 1 / (1 + Math.exp(own[batch.items[start + row]] - score)) / items.length;
        }
      }
    }
    scores.dispose();
  }
  return sums;
}

/** Computes the mean total variation between the draws of each user and the even distribution over unseen items. */
export function userVariation({ interactions }: TrainView, users: Int32Array, items: Int32Array): number {
  const perUser = items.length / users.length;
  let sum = 0;
  for (const [n, user] of users.entries()) {
    const unseen = interactions.columns - rowOf(interactions, user).length;
    const drawn = new Map<number, number>();
    for (const item of items.subarray(n * perUser, (n + 1) * perUser))
      drawn.set(item, (drawn.get(item) ?? 0) + 1);
    let distance = 1 - drawn.size / unseen;
    for (const count of drawn.values()) distance += Math.abs(count / perUser - 1 / unseen);
    sum += distance / 2;
  }
  return sum / users.length;
}

/** Train interactions of each item. */
function counts({ interactions, items }: TrainView): Int32Array {
  const result = new Int32Array(items.size);
  for (const item of interactions.indices) result[item]++;
  return result;
}

/** The share of values below each, ties half, itself left out. */
function percentiles(values: Int32Array): Float64Array {
  const sorted = values.slice().sort();
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (const [n, value] of sorted.entries()) {
    if (!first.has(value)) first.set(value, n);
    last.set(value, n);
  }
  const places = Math.max(1, values.length - 1);
  return Float64Array.from(
    values,
    (value) => ((first.get(value) ?? 0) + (last.get(value) ?? 0)) / 2 / places,
  );
}
