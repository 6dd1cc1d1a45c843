import type { InteractionLog } from './interaction-log.ts';
import { part } from './split.ts';

/**
 * Marks the users who have a train interaction: a recommender knows nothing about the others.
 *
 * @returns `[users]`, 1 or 0
 */
export function usersInTrain({ users, userOf }: InteractionLog, partOf: Uint8Array): Uint8Array {
  const marked = new Uint8Array(users.length);
  for (let row = 0; row < userOf.length; row++) if (partOf[row] === part.train) marked[userOf[row]] = 1;
  return marked;
}
