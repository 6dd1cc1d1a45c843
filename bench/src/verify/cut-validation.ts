import { createRandom, csrFromPairs, expandRows, type TrainView, type Validation } from '@hnlm/core';

/**
 * Cuts a validation part from train, for files that have none: each user with at least two items gives away a share of
 * them, drawn by the seed. What is left is trained on.
 */
export function cutValidation(
  data: TrainView,
  { share, seed }: { readonly share: number; readonly seed: number },
): { train: TrainView; validation: Validation } {
  const { interactions } = data;
  const { rows, columns, indptr, indices } = interactions;
  const random = createRandom(seed).split('validation');
  const held = new Uint8Array(indices.length);
  for (let user = 0; user < rows; user++) {
    const [start, end] = [indptr[user], indptr[user + 1]];
    const places = random.shuffle(Int32Array.from({ length: end - start }, (_, n) => start + n));
    const count = Math.min(Math.round(places.length * share), Math.max(0, places.length - 1));
    for (const place of places.subarray(0, count)) held[place] = 1;
  }
  const owners = expandRows(interactions);
  const part = (which: number) =>
    csrFromPairs(
      rows,
      columns,
      owners.filter((_, n) => held[n] === which),
      indices.filter((_, n) => held[n] === which),
    );
  const [kept, cut] = [part(0), part(1)];
  const fingerprint = `${data.fingerprint}-cut-${share}-${seed}`;
  const { ratings: _ratings, times: _times, ...rest } = data;
  return {
    train: { ...rest, interactions: kept, fingerprint },
    validation: {
      part: 'validation',
      users: data.users,
      items: data.items,
      interactions: cut,
      masked: kept,
      fingerprint,
    },
  };
}
