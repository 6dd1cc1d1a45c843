import { expandRows, type TrainView } from '@hnlm/core';

/** Finds the text of a pair by original ids; -1 where it has none. */
export type TextOfPair = (user: string, item: string) => number;

/**
 * Lists the text of each train interaction, parallel to `data.interactions.indices`. Pairs are looked up by their
 * original ids, so a text follows its pair whatever the dense indices are.
 */
export function textsByInteraction(data: TrainView, textOf: TextOfPair): Int32Array {
  const owners = expandRows(data.interactions);
  return data.interactions.indices.map((item, n) => textOf(data.users.ids[owners[n]], data.items.ids[item]));
}
