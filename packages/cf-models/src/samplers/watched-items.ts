import { expandRows, type Random, type TrainView } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import { everyRow } from '../every-row.ts';
import type { SamplerState } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';
import { scorePairs } from './score-pairs.ts';

/** Options of {@link watchedItems}. */
export interface WatchedItemsOptions {
  /** Unseen items of each user that are watched at a time. */
  readonly width: number;
  /** Epochs that are remembered. */
  readonly history: number;
  /** Draws the first items. */
  readonly random: Random;
}

/** Unseen items of each user, in slots, and how they and the train items scored in the last epochs. */
export interface WatchedItems {
  /** The item in a slot. */
  at(user: number, slot: number): number;
  /** All items of some users, `[n * width]`. */
  of(users: Int32Array): Int32Array;
  /** Puts new items in some slots, except in those that are to stay. */
  renew(slots: Int32Array, stays: (user: number, slot: number) => boolean, random: Random): void;
  /** Notes how all score now, in place of the oldest epoch. */
  note(embeddings: Embeddings, epoch: number): void;
  /**
   * The standard deviation of σ(s_uj - s_ui) over the epochs in which j was watched; 0 after one.
   *
   * @param pair the place of the train interaction (u, i)
   */
  deviation(user: number, slot: number, pair: number): number;
  state(): SamplerState;
  restore(state: SamplerState): void;
}

/** Users whose items are scored at a time. */
const usersAtATime = 1024;

/** Starts to watch uniform unseen items of each user that has train items. */
export function watchedItems(data: TrainView, { width, history, random }: WatchedItemsOptions): WatchedItems {
  const { interactions } = data;
  const { size } = data.users;
  const { indptr, indices } = interactions;
  const owners = expandRows(interactions);
  const users = everyRow(size).filter((user) => indptr[user + 1] > indptr[user]);
  let items = new Int32Array(size * width);
  // Scores by epoch; not a number where an item was not watched yet.
  let ofItems = new Float32Array(history * items.length).fill(Number.NaN);
  let ofPairs = new Float32Array(history * indices.length).fill(Number.NaN);
  const drawn = drawUnseen(data, users, width, random);
  for (const [n, user] of users.entries())
    items.set(drawn.subarray(n * width, (n + 1) * width), user * width);

  const of = (some: Int32Array) => {
    const list = new Int32Array(some.length * width);
    for (const [n, user] of some.entries())
      list.set(items.subarray(user * width, (user + 1) * width), n * width);
    return list;
  };

  return {
    of,
    at: (user, slot) => items[user * width + slot],
    renew(slots, stays, stream) {
      const fresh = drawUnseen(data, users, slots.length, stream);
      for (const [n, user] of users.entries()) {
        for (const [c, slot] of slots.entries()) {
          if (stays(user, slot)) continue;
          const place = user * width + slot;
          const item = fresh[n * slots.length + c];
          if (items[place] === item) continue;
          items[place] = item;
          for (let epoch = 0; epoch < history; epoch++) ofItems[epoch * items.length + place] = Number.NaN;
        }
      }
    },
    note(embeddings, epoch) {
      const row = epoch % history;
      for (let start = 0; start < users.length; start += usersAtATime) {
        const some = users.subarray(start, start + usersAtATime);
        const scores = scorePairs(embeddings, some, of(some));
        for (const [n, user] of some.entries())
          ofItems.set(scores.subarray(n * width, (n + 1) * width), row * items.length + user * width);
      }
      ofPairs.set(scorePairs(embeddings, owners, indices), row * indices.length);
    },
    deviation(user, slot, pair) {
      let [count, sum, squares] = [0, 0, 0];
      for (let epoch = 0; epoch < history; epoch++) {
        const difference =
          ofPairs[epoch * indices.length + pair] - ofItems[epoch * items.length + user * width + slot];
        if (Number.isNaN(difference)) continue;
        const chance = 1 / (1 + Math.exp(difference));
        count++;
        sum += chance;
        squares += chance * chance;
      }
      return count < 2 ? 0 : Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
    },
    state: () => ({ items, ofItems, ofPairs }),
    restore(state) {
      items = Int32Array.from(state.items);
      ofItems = Float32Array.from(state.ofItems);
      ofPairs = Float32Array.from(state.ofPairs);
    },
  };
}
