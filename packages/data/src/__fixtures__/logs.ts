import fc from 'fast-check';
import type { InteractionLog } from '../interaction-log.ts';
import { createLogBuilder } from '../log-builder.ts';

/** An interaction by original ids, with a rating and a time where there are some. */
export type Row = readonly [user: string, item: string, rating?: number, time?: number];

/** Makes a log of rows. */
export function logOf(rows: readonly Row[]): InteractionLog {
  const builder = createLogBuilder();
  for (const row of rows) builder.add(...row);
  return builder.finish([]);
}

/** Lists the rows of a log. */
export function rowsOf({ users, items, userOf, itemOf, ratings, times }: InteractionLog): Row[] {
  return Array.from(userOf, (user, row) => [
    users[user],
    items[itemOf[row]],
    ...(ratings ? [ratings[row]] : []),
    ...(times ? [times[row]] : []),
  ]) as unknown as Row[];
}

const row = fc.tuple(
  fc.nat(9).map((user) => `u${user}`),
  fc.nat(9).map((item) => `i${item}`),
  fc.integer({ min: 1, max: 5 }),
  fc.nat(30),
);

/** Logs of up to ten users and items, with ratings of 1 to 5 and times of 0 to 30, repeats among them. */
export const anyRows: fc.Arbitrary<readonly Row[]> = fc.array(row, { maxLength: 120 });

/** Logs without repeats, often large enough to split. */
export const manyPairs: fc.Arbitrary<readonly Row[]> = fc.uniqueArray(row, {
  minLength: 1,
  maxLength: 80,
  size: 'max',
  selector: ([user, item]) => `${user} ${item}`,
});
