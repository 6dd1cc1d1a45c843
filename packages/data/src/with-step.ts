import type { ProvenanceStep } from '@hnlm/core';
import type { InteractionLog } from './interaction-log.ts';
import { part } from './split.ts';

/**
 * Adds a step that made a log, with the counts it left, to the log's provenance.
 *
 * @param partOf `[interactions]`, where the step is a split: those left out do not count
 */
export function withStep(
  log: InteractionLog,
  step: string,
  parameters: ProvenanceStep['parameters'],
  partOf?: Uint8Array,
): InteractionLog {
  return { ...log, provenance: [...log.provenance, { step, parameters, ...countLog(log, partOf) }] };
}

/** Counts interactions, and the users and items that have any. */
export function countLog(
  { users, items, userOf, itemOf }: InteractionLog,
  partOf?: Uint8Array,
): Pick<ProvenanceStep, 'interactions' | 'users' | 'items'> {
  const seenUsers = new Uint8Array(users.length);
  const seenItems = new Uint8Array(items.length);
  const counts = { interactions: 0, users: 0, items: 0 };
  for (let row = 0; row < userOf.length; row++) {
    if (partOf?.[row] === part.leftOut) continue;
    counts.interactions++;
    counts.users += 1 - seenUsers[userOf[row]];
    counts.items += 1 - seenItems[itemOf[row]];
    seenUsers[userOf[row]] = 1;
    seenItems[itemOf[row]] = 1;
  }
  return counts;
}
