import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { IdMap } from '@hnlm/core';
import type { Measurement } from '@hnlm/eval';
import { python } from '../peer.ts';

/** What numpy found for a file of lists. */
export interface IndependentMetrics {
  /** Original ids of the users that were measured. */
  readonly users: readonly number[];
  readonly skippedUsers: number;
  /** Places of the lists that hold a masked item. */
  readonly masked: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly perUser: Readonly<Record<string, readonly number[]>>;
}

/** Says whether the independent computation can run. */
export function hasNumpy(): boolean {
  try {
    execFileSync(python, ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Measures saved lists with numpy. */
export function measureIndependently(options: {
  readonly lists: string;
  readonly relevant: string;
  readonly masked: readonly string[];
  readonly items: number;
  readonly at: readonly number[];
  readonly form: 'rows' | 'pairs';
}): IndependentMetrics {
  const script = fileURLToPath(new URL('ranking-metrics.py', import.meta.url));
  const { lists, relevant, masked, items, at, form } = options;
  const answer = execFileSync(
    python,
    [script, lists, relevant, masked.join(','), String(items), at.join(','), form],
    { maxBuffer: 2 ** 28 },
  );
  return JSON.parse(answer.toString());
}

/** Finds the largest difference of any mean and of any value by user; infinite where one side lacks a value. */
export function largestDifference(ours: Measurement, theirs: IndependentMetrics, users: IdMap) {
  const distance = (a: number | undefined, b: number | undefined) => {
    const difference = Math.abs((a ?? Number.NaN) - (b ?? Number.NaN));
    return Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  };
  const placeOf = new Map(theirs.users.map((id, place) => [String(id), place]));
  const means = Object.keys(theirs.metrics).map((name) => distance(ours.metrics[name], theirs.metrics[name]));
  let [values, byUser] = [0, 0];
  for (const [name, theirValues] of Object.entries(theirs.perUser)) {
    for (const [place, user] of ours.users.entries()) {
      const theirPlace = placeOf.get(users.ids[user]) ?? -1;
      byUser = Math.max(byUser, distance(ours.perUser[name]?.[place], theirValues[theirPlace]));
      values++;
    }
  }
  const sameUsers = ours.users.length === theirs.users.length && ours.skippedUsers === theirs.skippedUsers;
  return {
    metrics: means.length,
    values,
    mean: Math.max(...means),
    byUser: sameUsers ? byUser : Number.POSITIVE_INFINITY,
  };
}
