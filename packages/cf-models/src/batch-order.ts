import { type Csr, expandRows, type Random } from '@hnlm/core';
import type { PositiveBatch } from './sampler.ts';

/**
 * How an epoch draws its positives: `interactions` visits every train interaction once in a new order (SELFRec, MixGCF);
 * `users` draws as many times a user with train items, uniformly, and one of the user's items, uniformly (official LightGCN
 * code), so that every user weighs the same; `each-user` visits every user with train items once, with one of the items.
 */
export type PositiveOrder = 'interactions' | 'users' | 'each-user';

/** Says in words what an epoch takes, by order. */
export const positiveOrders: Readonly<Record<PositiveOrder, string>> = {
  interactions: 'every train interaction once',
  users: 'as many users as there are train interactions, each with one of their items',
  'each-user': 'every user once, with one of their items',
};

/** Cuts an epoch into batches. */
export interface BatchOrder {
  /** Batches of an epoch. */
  readonly batches: number;
  /** Makes the batches of an epoch; they follow from `random` alone. */
  epoch(random: Random): Generator<PositiveBatch>;
}

/** Options of {@link batchOrder}. */
export interface BatchOrderOptions {
  readonly order: PositiveOrder;
  /** Positives in a batch. */
  readonly size: number;
  /** Leaves a last smaller batch out (MixGCF). */
  readonly dropLast: boolean;
}

/** Prepares the order in which positives are visited. */
export function batchOrder(interactions: Csr, { order, size, dropLast }: BatchOrderOptions): BatchOrder {
  const { indptr, indices } = interactions;
  const owners = expandRows(interactions);
  const users = owners.filter((user, n) => n === 0 || user !== owners[n - 1]);
  const length = order === 'each-user' ? users.length : indices.length;
  const batches = dropLast && length >= size ? Math.floor(length / size) : Math.ceil(length / size);

  function itemOf(user: number, random: Random): number {
    return indices[indptr[user] + random.integer(indptr[user + 1] - indptr[user])];
  }

  function drawn(random: Random, count: number): PositiveBatch {
    const chosen = Int32Array.from({ length: count }, () => users[random.integer(users.length)]);
    return { users: chosen, items: chosen.map((user) => itemOf(user, random)) };
  }

  return {
    batches,
    *epoch(random) {
      const visited =
        order === 'users' ? undefined : random.shuffle(Int32Array.from({ length }, (_, n) => n));
      for (let batch = 0; batch < batches; batch++) {
        const [start, end] = [batch * size, Math.min(length, (batch + 1) * size)];
        const chosen = visited?.subarray(start, end);
        if (!chosen) yield drawn(random, end - start);
        else if (order === 'interactions')
          yield { users: chosen.map((n) => owners[n]), items: chosen.map((n) => indices[n]) };
        else {
          const ofBatch = chosen.map((n) => users[n]);
          yield { users: ofBatch, items: ofBatch.map((user) => itemOf(user, random)) };
        }
      }
    },
  };
}
