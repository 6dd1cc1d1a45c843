import { randomInt } from 'node:crypto';

const base = 500;
const longest = 60_000;
const randomSteps = 2 ** 32;

/**
 * Returns how long to wait after the given failure in a row (0 for the first), in ms: what the server asked for, or a
 * time drawn evenly between 0 and a bound that doubles from 0.5 s to 60 s ("full jitter"), whichever is longer. `uniform` draws from
 * 0 to 1; it decides when something is asked, never what.
 */
export function retryDelay(
  failure: number,
  retryAfter: number,
  uniform: () => number = () => randomInt(randomSteps) / randomSteps,
): number {
  return Math.max(retryAfter, uniform() * Math.min(longest, base * 2 ** failure));
}
