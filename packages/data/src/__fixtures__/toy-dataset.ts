import type { Dataset, ItemText, Review } from '@hnlm/core';
import { assembleDataset } from '../assemble-dataset.ts';

/** Two interactions a user in train, one in validation and in test; all of them with the review. */
export function toyDataset(
  users: readonly string[],
  items: readonly string[],
  texts: readonly ItemText[],
  review?: Review,
): Dataset {
  const parts = [0, 0, 1, 2];
  const count = users.length * parts.length;
  const rows = <T>(fieldOf: (user: number, place: number) => T) =>
    Array.from({ length: count }, (_, row) => fieldOf(Math.floor(row / parts.length), row % parts.length));
  return assembleDataset({
    name: 'toy',
    log: {
      users,
      items,
      userOf: Int32Array.from(rows((user) => user)),
      itemOf: Int32Array.from(rows((user, place) => (user + place) % items.length)),
      ...(review?.rating !== undefined && { ratings: new Float32Array(count).fill(review.rating) }),
      reviews: rows(() => review),
      notes: [],
      provenance: [],
    },
    partOf: Uint8Array.from(rows((_, place) => parts[place])),
    texts: new Map(items.map((id, item) => [id, texts[item] ?? {}])),
  });
}
