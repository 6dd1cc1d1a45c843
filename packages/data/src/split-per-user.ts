import type { IdMap, Random } from '@hnlm/core';
import type { Interaction } from './interaction.ts';

/**
 * Holds out random shares of each user's interactions. Of `n` interactions each share takes `max(1,
 * round(ratio * n))`; a user who would be left without any keeps all of them. Each user has a random stream
 * of their own, so that the split of one does not depend on who else is there.
 *
 * @param ratios one share a held-out part, each in (0, 1)
 * @returns what is kept, and each held-out part
 */
export function splitPerUser(
  interactions: readonly Interaction[],
  users: IdMap,
  ratios: readonly number[],
  random: Random,
): [kept: readonly Interaction[], ...heldOut: (readonly Interaction[])[]] {
  const byUser: Interaction[][] = Array.from({ length: users.size }, () => []);
  for (const interaction of interactions) byUser[interaction.user].push(interaction);
  const kept: Interaction[] = [];
  const heldOut: Interaction[][] = ratios.map(() => []);
  for (const [user, rows] of byUser.entries()) {
    const counts = ratios.map((ratio) => Math.max(1, Math.round(ratio * rows.length)));
    const enough = counts.reduce((sum, count) => sum + count, 0) < rows.length;
    // From a fixed order, so that the order of the file's lines does not matter.
    rows.sort((a, b) => a.item - b.item);
    random.split(users.ids[user]).shuffle(rows);
    let start = 0;
    if (enough) {
      for (const [part, count] of counts.entries())
        heldOut[part].push(...rows.slice(start, (start += count)));
    }
    kept.push(...rows.slice(start));
  }
  return [kept, ...heldOut];
}
