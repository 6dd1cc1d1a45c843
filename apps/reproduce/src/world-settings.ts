import type { SimulateWorldOptions } from '@hnlm/data';
import { namedValues, usageError } from './usage.ts';

const names = ['users', 'items', 'interactions', 'textSignal', 'aversion', 'popularityBias', 'seed'] as const;

type Setting = (typeof names)[number];

/** What each setting may be, where that is not "a number from 0 on". */
const rules: Partial<Record<Setting, { readonly fits: (value: number) => boolean; readonly what: string }>> =
  {
    users: { fits: isCount, what: 'a whole number from 1 on' },
    items: { fits: isCount, what: 'a whole number from 1 on' },
    interactions: { fits: isCount, what: 'a whole number from 1 on' },
    textSignal: { fits: (value) => value >= 0 && value <= 1, what: 'a share from 0 to 1' },
    seed: { fits: (value) => Number.isSafeInteger(value) && value >= 0, what: 'a whole number from 0 on' },
  };

/**
 * Reads the settings of the simulated world: `users=1000,textSignal=0.5`.
 *
 * @throws HnlmError `USAGE`
 */
export function parseWorld(text: string): SimulateWorldOptions {
  const given = namedValues('world', text, names, 'users=1000,items=800');
  const settings: Partial<Record<Setting, number>> = {};
  for (const [name, value] of Object.entries(given) as [Setting, string][]) {
    const number = Number(value);
    const { fits, what } = rules[name] ?? {
      fits: (value) => value >= 0 && Number.isFinite(value),
      what: 'a number from 0 on',
    };
    if (!fits(number)) throw usageError(`--world ${name}=${value}: not ${what}`, 'Correct or leave it out.');
    settings[name] = number;
  }
  return settings;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}
