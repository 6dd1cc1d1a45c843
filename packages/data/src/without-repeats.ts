import type { Interaction } from './interaction.ts';

/**
 * Keeps one interaction of each pair of user and item: the last, in the place of the first.
 *
 * @param onRepeat is called for each one that was left out
 */
export function withoutRepeats(
  interactions: readonly Interaction[],
  onRepeat: (interaction: Interaction) => void,
): readonly Interaction[] {
  const byPair = new Map<number, Interaction>();
  for (const interaction of interactions) {
    const key = pairKey(interaction);
    if (byPair.has(key)) onRepeat(interaction);
    byPair.set(key, interaction);
  }
  return [...byPair.values()];
}

/** Numbers a pair of user and item, for sets and maps; exact for fewer than 2^26 items. */
export function pairKey({ user, item }: Interaction): number {
  return user * 2 ** 26 + item;
}
