import { type IdMap, idMap } from '@hnlm/core';
import type { Interaction } from './interaction.ts';

/** Parts of a dataset over the ids that occur in them. */
export interface DenseParts {
  readonly users: IdMap;
  readonly items: IdMap;
  readonly parts: readonly (readonly Interaction[])[];
}

/**
 * Numbers the users and items that occur in any of the parts 0..n-1: in numeric order if all their ids are
 * plain non-negative integers, else in order of first appearance.
 */
export function densify(
  ids: { readonly users: readonly string[]; readonly items: readonly string[] },
  parts: readonly (readonly Interaction[])[],
): DenseParts {
  const users = numberUsed(ids.users, parts, 'user');
  const items = numberUsed(ids.items, parts, 'item');
  return {
    users: users.map,
    items: items.map,
    parts: parts.map((part) =>
      part.map((row) => ({ ...row, user: users.numbers[row.user], item: items.numbers[row.item] })),
    ),
  };
}

function numberUsed(
  ids: readonly string[],
  parts: readonly (readonly Interaction[])[],
  side: 'user' | 'item',
): { map: IdMap; numbers: Int32Array } {
  const used = new Set<number>();
  for (const part of parts) for (const row of part) used.add(row[side]);
  const order = [...used];
  if (order.every((index) => /^(0|[1-9]\d*)$/.test(ids[index]))) {
    // Length first, then text: the numeric order, also beyond 2^53.
    order.sort((a, b) => ids[a].length - ids[b].length || (ids[a] < ids[b] ? -1 : 1));
  } else {
    order.sort((a, b) => a - b);
  }
  const numbers = new Int32Array(ids.length).fill(-1);
  for (const [number, index] of order.entries()) numbers[index] = number;
  return { map: idMap(order.map((index) => ids[index])), numbers };
}
