import type { Interval } from './interval.ts';
import { normalQuantile } from './normal.ts';

/** A share with how sure one can be of it. */
export interface ShareWithInterval {
  /** Cases that were looked at. */
  readonly of: number;
  /** Null without cases. */
  readonly share: number | null;
  /** Wilson's score interval, which stays within [0, 1] and holds for few cases too (Wilson 1927). */
  readonly interval: Interval | null;
}

/** Computes the share of `hits` among `of` cases with its interval. */
export function shareWithInterval(hits: number, of: number, level = 0.95): ShareWithInterval {
  if (of === 0) return { of, share: null, interval: null };
  const share = hits / of;
  const z = -normalQuantile((1 - level) / 2);
  const scale = 1 + (z * z) / of;
  const middle = (share + (z * z) / (2 * of)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of));
  const [low, high] = [Math.max(0, middle - half), Math.min(1, middle + half)];
  return { of, share, interval: { low, high, level } };
}
