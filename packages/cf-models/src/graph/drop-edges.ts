import type { Csr, Random } from '@hnlm/core';
import { checkDropRate } from './check-drop-rate.ts';
import { chooseExactly } from './choose-exactly.ts';
import { keepEdges } from './keep-edges.ts';

/**
 * Keeps floor((1 - rate) |E|) edges of a graph, drawn uniformly (SGL's edge dropout, Wu et al. 2021, eq. 7; official code).
 *
 * @param interactions `[users, items]`
 * @param rate in [0, 1)
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const view = dropEdges(dataset.train.interactions, 0.1, createRandom(1).split('view'));
 * ```
 */
export function dropEdges(interactions: Csr, rate: number, random: Random): Csr {
  checkDropRate(rate);
  const edges = interactions.indices.length;
  const kept = chooseExactly(Math.floor((1 - rate) * edges), edges, random);
  return keepEdges(interactions, (_user, _item, edge) => kept[edge] === 1);
}
