import { HnlmError } from '@hnlm/core';

/** Options of {@link simulateWorld}. */
export interface SimulateWorldOptions {
  /** 1000, if not set. */
  readonly users?: number;
  /** 800, if not set. */
  readonly items?: number;
  /** About how many, and at least 8 a user; 25 a user, if not set. */
  readonly interactions?: number;
  /**
   * How much of taste (of the variance of utility) the texts tell, 0 to 1; the rest no text shows. 0.75, if
   * not set.
   */
  readonly textSignal?: number;
  /** How many liked aspects one averted aspect outweighs; 0 for no aversions. 2, if not set. */
  readonly aversion?: number;
  /** Exponent of Zipf's law by which items are shown; 0 shows all alike. 0.6, if not set. */
  readonly popularityBias?: number;
  /** 1, if not set. */
  readonly seed?: number | string;
}

/**
 * Fills in the defaults, and checks what is set.
 *
 * @throws HnlmError `WORLD_OPTIONS`, which names every option that is wrong.
 */
export function worldOptions(options: SimulateWorldOptions): Required<SimulateWorldOptions> {
  const { users = 1000, items = 800, textSignal = 0.75, aversion = 2, popularityBias = 0.6 } = options;
  const { interactions = 25 * users, seed = 1 } = options;
  const faults = [
    ...Object.entries({ users, items, interactions: options.interactions ?? 1 })
      .filter(([, count]) => !(Number.isSafeInteger(count) && count > 0))
      .map(([name, count]) => `${name} ${count} is not a whole number from 1 on`),
    ...(textSignal >= 0 && textSignal <= 1 ? [] : [`textSignal ${textSignal} is not a share`]),
    ...Object.entries({ aversion, popularityBias })
      .filter(([, strength]) => !(Number.isFinite(strength) && strength >= 0))
      .map(([name, strength]) => `${name} ${strength} is not a number from 0 on`),
  ];
  if (faults.length === 0) return { users, items, interactions, textSignal, aversion, popularityBias, seed };
  throw new HnlmError(`no such world: ${faults.join('; ')}`, {
    code: 'WORLD_OPTIONS',
    hint:
      'textSignal lies within 0 (texts tell nothing of taste) and 1 (all of it); ' +
      'leave an option out for its default.',
    evidence: { faults },
  });
}
