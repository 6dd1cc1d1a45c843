import type { HeldOut, TrainView } from '@hnlm/core';

/**
 * Lists the interactions of a part by original ids, under a header: `user_id`, `item_id`, and of a train view
 * `rating` and `timestamp`, where known.
 */
export function* partRows(view: TrainView | HeldOut): Generator<readonly (string | number)[]> {
  const { users, items, interactions } = view;
  const { ratings, times } = view.part === 'train' ? view : {};
  yield ['user_id', 'item_id', ...(ratings ? ['rating'] : []), ...(times ? ['timestamp'] : [])];
  for (let user = 0; user < interactions.rows; user++) {
    for (let entry = interactions.indptr[user]; entry < interactions.indptr[user + 1]; entry++) {
      const row: (string | number)[] = [users.ids[user], items.ids[interactions.indices[entry]]];
      if (ratings) row.push(ratings[entry]);
      if (times) row.push(times[entry]);
      yield row;
    }
  }
}
