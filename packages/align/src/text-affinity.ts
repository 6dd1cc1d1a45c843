import { contains, rowOf, type TrainView } from '@hnlm/core';
import { sparseMatMul, sparseMatrix } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { centredUnit, type Vectors } from './vectors.ts';

/** How near the texts of a user's train history are to an item's, standardised over all items for each user. */
export interface TextAffinity {
  /** Returns z(u, j), clipped to ±4. */
  of(user: number, item: number): number;
  /** Returns z⁻(u, i): as {@link TextAffinity.of}, with the item itself taken out of the history. */
  withoutItself(user: number, item: number): number;
}

/** Options of {@link textAffinity}. */
export interface TextAffinityOptions {
  readonly data: TrainView;
  /** One text embedding an item, in the order of `data.items`. */
  readonly itemTexts: Vectors;
  /** Default .1. */
  readonly temperature?: number;
  /** Whose history stands for each user; the control "another user's text" passes a permutation. */
  readonly historyOf?: Int32Array;
}

const clip = 4;
/** Fixed-point storage: z in steps of 1/8000, two bytes a pair. */
const steps = 8000;
const block = 256;

/**
 * Computes the text affinity a(u, j) = log mean over h in H_u of exp((cos(t_j, t_h) - 1) / temperature) from train
 * histories alone, with mean-centred unit vectors t, and standardises it over all items of each user.
 * A user without history has affinity 0 to everything. Needs a current tfjs backend.
 */
export function textAffinity({
  data,
  itemTexts,
  temperature = 0.1,
  historyOf,
}: TextAffinityOptions): TextAffinity {
  const users = data.users.size;
  const items = data.items.size;
  const history = (user: number) => rowOf(data.interactions, historyOf ? historyOf[user] : user);
  const unit = centredUnit(itemTexts);
  const all = tf.tensor2d(unit.values, [items, unit.dimensions]);

  // Sums of kernels over the history, item block by item block: items x items is never held.
  const sums = new Float32Array(users * items);
  const histories = sparseMatrix(data.interactions);
  for (let start = 0; start < items; start += block) {
    const size = Math.min(block, items - start);
    const part = tf.tidy(() => {
      const cosines = tf.matMul(all, all.slice([start, 0], [size, -1]), false, true);
      return sparseMatMul(histories, cosines.sub(1).div(temperature).exp() as tf.Tensor2D);
    });
    const values = part.dataSync() as Float32Array;
    part.dispose();
    for (let user = 0; user < users; user++) {
      const owner = historyOf ? historyOf[user] : user;
      sums.set(values.subarray(owner * size, (owner + 1) * size), user * items + start);
    }
  }
  histories.dispose();
  all.dispose();

  const z = new Int16Array(users * items);
  const means = new Float64Array(users);
  const deviations = new Float64Array(users);
  const standardise = (user: number, affinity: number) =>
    deviations[user] > 0 ? Math.max(-clip, Math.min(clip, (affinity - means[user]) / deviations[user])) : 0;
  for (let user = 0; user < users; user++) {
    const count = history(user).length;
    if (count === 0) continue;
    const row = sums.subarray(user * items, (user + 1) * items);
    let sum = 0;
    let squares = 0;
    for (const value of row) {
      const affinity = Math.log(value / count);
      sum += affinity;
      squares += affinity * affinity;
    }
    means[user] = sum / items;
    deviations[user] = Math.sqrt(Math.max(0, squares / items - means[user] ** 2));
    for (let item = 0; item < items; item++) {
      z[user * items + item] = Math.round(standardise(user, Math.log(row[item] / count)) * steps);
    }
  }

  // exp((cos(t, t) - 1) / temperature) is 1 for every item with a text.
  const own = Float64Array.from({ length: items }, (_, item) => {
    const row = unit.values.subarray(item * unit.dimensions, (item + 1) * unit.dimensions);
    const squares = row.reduce((total, value) => total + value * value, 0);
    return Math.exp((squares - 1) / temperature);
  });
  return {
    of: (user, item) => z[user * items + item] / steps,
    withoutItself(user, item) {
      const owner = historyOf ? historyOf[user] : user;
      const count = history(user).length;
      if (!contains(data.interactions, owner, item)) return z[user * items + item] / steps;
      if (count === 1) return 0;
      const rest = Math.max(sums[user * items + item] - own[item], 1e-12);
      return standardise(user, Math.log(rest / (count - 1)));
    },
  };
}
