import { csrFromPairs, idMap, type Model, type Test, type Validation } from '@hnlm/core';

/** Three users, four items, one dimension: Ann and Bob rank x y z w, Cyd w z y x. */
export const users = idMap(['ann', 'bob', 'cyd']);
export const items = idMap(['w', 'x', 'y', 'z']);

export const model: Model = {
  users,
  items,
  dimensions: 1,
  userEmbeddings: Float32Array.of(1, 1, -1),
  itemEmbeddings: Float32Array.of(0.1, 0.4, 0.3, 0.2),
};

/** Ann holds out "y" and "w" and has seen "x"; Bob holds out "z"; Cyd holds out nothing. */
const held = {
  users,
  items,
  fingerprint: 'toy',
  interactions: csrFromPairs(3, 4, [0, 0, 1], [2, 0, 3]),
  masked: csrFromPairs(3, 4, [0], [1]),
};
export const test: Test = { ...held, part: 'test' };
export const validation: Validation = { ...held, part: 'validation' };
