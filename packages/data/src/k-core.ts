import type { Interaction } from './interaction.ts';

/**
 * Keeps the largest part of the interactions in which every user and every item has at least `k`, by dropping
 * the others until nothing changes.
 */
export function kCore(interactions: readonly Interaction[], k: number): readonly Interaction[] {
  let kept = interactions;
  for (;;) {
    const users = degrees(kept, 'user');
    const items = degrees(kept, 'item');
    const next = kept.filter(({ user, item }) => users.get(user)! >= k && items.get(item)! >= k);
    if (next.length === kept.length) return kept;
    kept = next;
  }
}

function degrees(interactions: readonly Interaction[], side: 'user' | 'item'): Map<number, number> {
  const counts = new Map<number, number>();
  for (const interaction of interactions) {
    counts.set(interaction[side], (counts.get(interaction[side]) ?? 0) + 1);
  }
  return counts;
}
