import type { Csr, Random } from '@hnlm/core';
import { checkDropRate } from './check-drop-rate.ts';
import { chooseExactly } from './choose-exactly.ts';
import { keepEdges } from './keep-edges.ts';

/**
 * Takes all edges from floor(rate |U|) users and floor(rate |I|) items, drawn uniformly (SGL's node dropout, Wu et al. 2021,
 * eq. 6; official code). Nodes keep their numbers.
 *
 * @param interactions `[users, items]`
 * @param rate in [0, 1)
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const view = dropNodes(dataset.train.interactions, 0.1, createRandom(1).split('view'));
 * ```
 */
export function dropNodes(interactions: Csr, rate: number, random: Random): Csr {
  checkDropRate(rate);
  const { rows: users, columns: items } = interactions;
  const droppedUsers = chooseExactly(Math.floor(rate * users), users, random.split('users'));
  const droppedItems = chooseExactly(Math.floor(rate * items), items, random.split('items'));
  return keepEdges(interactions, (user, item) => !droppedUsers[user] && !droppedItems[item]);
}
