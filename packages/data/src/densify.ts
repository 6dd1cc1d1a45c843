import type { InteractionLog } from './interaction-log.ts';
import { rowsWhere } from './select-rows.ts';

/**
 * Numbers the users and items that occur 0..n-1, as the dataset does: in numeric order if all their ids are
 * plain non-negative integers, else in order of first appearance.
 */
export function densify(log: InteractionLog): InteractionLog {
  const users = numberUsed(log.users, log.userOf);
  const items = numberUsed(log.items, log.itemOf);
  return { ...log, users: users.ids, userOf: users.numbers, items: items.ids, itemOf: items.numbers };
}

function numberUsed(
  ids: readonly string[],
  numbers: Int32Array,
): { readonly ids: readonly string[]; readonly numbers: Int32Array } {
  const used = new Uint8Array(ids.length);
  for (const number of numbers) used[number] = 1;
  const order = rowsWhere(ids.length, (number) => used[number] === 1);
  if (order.every((number) => /^(0|[1-9]\d*)$/.test(ids[number]))) {
    // Length first, then text: the numeric order, also beyond 2^53.
    order.sort((a, b) => ids[a].length - ids[b].length || (ids[a] < ids[b] ? -1 : 1));
  }
  if (order.length === ids.length && order.every((number, place) => number === place)) {
    return { ids, numbers };
  }
  const dense = new Int32Array(ids.length);
  for (let number = 0; number < order.length; number++) dense[order[number]] = number;
  return { ids: Array.from(order, (number) => ids[number]), numbers: numbers.map((number) => dense[number]) };
}
