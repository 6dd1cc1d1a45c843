import type { PositiveBatch } from '../sampler.ts';
import { smallWorld } from './small-world.ts';

/** Five users, six items, two groups: small enough to move every number. */
export const { train: tiny } = smallWorld({ users: 5, items: 6, groups: 2 });

const { indices, indptr } = tiny.interactions;

/** Each user with train items, twice, with an item of theirs. */
export const tinyBatch: PositiveBatch = (() => {
  const users = Int32Array.from({ length: 10 }, (_, n) => n % 5).filter(
    (user) => indptr[user + 1] > indptr[user],
  );
  return {
    users,
    items: users.map((user, n) => indices[indptr[user] + (n % (indptr[user + 1] - indptr[user]))]),
  };
})();

/** An item for each positive. */
export const tinyNegatives = { items: tinyBatch.users.map((user, n) => (user + 2 * n + 1) % 6) };
