import { mostTokens } from './most-tokens.ts';

/** How much a prompt may show. */
export interface PromptRoom {
  /** Most entries. */
  readonly count: number;
  /** Most tokens of the whole, estimated from above. */
  readonly tokens: number;
}

/**
 * Takes entries in order while they fit; one that is too long for what is left is passed over for shorter ones.
 *
 * @param whole writes the prompt with these entries: each adds its JSON and at most a comma.
 */
export function takeWithin<T>(
  entries: readonly T[],
  { count, tokens }: PromptRoom,
  whole: (taken: readonly T[]) => string,
): T[] {
  const taken: T[] = [];
  // Rounded up for each entry, so the sum never falls short of the whole.
  let left = tokens - mostTokens(whole([]));
  for (const entry of entries) {
    if (taken.length >= count) break;
    const cost = mostTokens(`${JSON.stringify(entry)},`);
    if (cost > left) continue;
    taken.push(entry);
    left -= cost;
  }
  return taken;
}
