import { type DateRange, dateRange } from './date-range.ts';
import type { InteractionLog } from './interaction-log.ts';
import { type CoreSize, kCore } from './k-core.ts';
import { minRating } from './min-rating.ts';
import { sampleUsers } from './sample-users.ts';
import { withoutRepeats } from './without-repeats.ts';

/** What `loadDataset` keeps of the interactions. */
export interface InteractionFilter {
  /** Keeps interactions rated at least this; all, if not set. */
  readonly minRating?: number;
  /** Keeps interactions of a half-open range of time; all, if not set. */
  readonly dateRange?: DateRange;
  /** Keeps as many users, drawn at random with the seed; all, if not set. */
  readonly sampleUsers?: number;
  /**
   * Keeps users and items with at least this many interactions among the kept ones, or as many as said for each
   * side; off, if not set or 0.
   */
  readonly kCore?: number | CoreSize;
}

/** Applies a filter: ratings, dates, repeats (the last of a pair stays), the sample of users, the core. */
export function filterLog(
  read: InteractionLog,
  filter: InteractionFilter,
  seed: number | string,
): InteractionLog {
  let log = read;
  if (filter.minRating !== undefined) log = minRating(log, filter.minRating);
  if (filter.dateRange) log = dateRange(log, filter.dateRange);
  log = withoutRepeats(log, { keep: 'last' });
  if (filter.sampleUsers !== undefined) log = sampleUsers(log, { count: filter.sampleUsers, seed });
  if (filter.kCore) log = kCore(log, coreSize(filter.kCore));
  return log;
}

/** Returns the size for either side. */
export function coreSize(size: number | CoreSize): CoreSize {
  return typeof size === 'number' ? { users: size, items: size } : size;
}
