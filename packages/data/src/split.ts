import type { Random } from '@hnlm/core';
import type { InteractionLog } from './interaction-log.ts';

/** Numbers of the parts that a split gives interactions to. */
export const part = { train: 0, validation: 1, test: 2, leftOut: 3 } as const;

/** A way to split a log; make one with a factory such as `randomPerUser`. */
export interface Split {
  readonly name: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  /**
   * Gives every interaction to a part: 0 train, 1 validation, 2 test, 3 left out.
   *
   * @param log without repeats, its ids numbered as in the dataset
   * @param random a stream of its own
   * @returns `[interactions]`
   */
  assign(log: InteractionLog, random: Random): Uint8Array;
}

/** Shares that are held out: each above 0, together below 1. */
export interface HeldOutShares {
  readonly validation: number;
  readonly test: number;
}
