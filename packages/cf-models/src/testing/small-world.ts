import { createRandom, csrFromPairs, idMap, type TrainView, type Validation } from '@hnlm/core';

/** Options of {@link smallWorld}. */
export interface SmallWorldOptions {
  readonly users?: number;
  readonly items?: number;
  readonly groups?: number;
  readonly seed?: number;
}

/**
 * Makes a small dataset with a pattern that a working recommender must find: users and items fall into groups, and
 * nearly all interactions stay within a group.
 */
export function smallWorld({ users = 60, items = 40, groups = 4, seed = 1 }: SmallWorldOptions = {}): {
  train: TrainView;
  validation: Validation;
} {
  const random = createRandom(seed).split('small world');
  const parts: [number[], number[]][] = [
    [[], []],
    [[], []],
  ];
  for (let user = 0; user < users; user++) {
    for (let item = 0; item < items; item++) {
      const near = user % groups === item % groups;
      if (random.uniform() >= (near ? 0.7 : 0.03)) continue;
      const [rows, columns] = parts[random.uniform() < 0.75 ? 0 : 1];
      rows.push(user);
      columns.push(item);
    }
  }
  const [inTrain, held] = parts.map(([rows, columns]) => csrFromPairs(users, items, rows, columns));
  const ids = {
    users: idMap(Array.from({ length: users }, (_, n) => `user-${n}`)),
    items: idMap(Array.from({ length: items }, (_, n) => `item-${n}`)),
    fingerprint: `small-world-${users}-${items}-${groups}-${seed}`,
  };
  return {
    train: {
      ...ids,
      part: 'train',
      interactions: inTrain,
      texts: ids.items.ids.map((_, n) => ({ title: `group ${n % groups} thing ${n}` })),
      review: () => undefined,
    },
    validation: { ...ids, part: 'validation', interactions: held, masked: inTrain },
  };
}
