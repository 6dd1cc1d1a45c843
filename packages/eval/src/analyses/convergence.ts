import { HnlmError } from '@hnlm/core';

/** A metric that was measured during training. */
export interface ConvergencePoint {
  readonly epoch: number;
  /** Since training began, where it is known. */
  readonly seconds?: number;
  /** Of the validation metric; higher is better. */
  readonly value: number;
}

/** How fast a run came near its best. */
export interface Convergence {
  readonly best: number;
  readonly bestEpoch: number;
  /** First epoch that reached `share` of the best. */
  readonly epochs: number;
  /** When that epoch was measured; null where the curve has no seconds. */
  readonly seconds: number | null;
  readonly share: number;
}

/** Options of {@link convergence}. */
export interface ConvergenceOptions {
  /** Of the best value that must be reached; .95 by default. */
  readonly share?: number;
  /** Holds the curve against this value instead of its own best, such as the best of the baseline. */
  readonly target?: number;
}

/**
 * Finds when a learning curve first reached 95 % of its best. Its resolution is that of the curve: with a measurement
 * every 5 epochs, so is the answer. A run that never gets good converges fast; compare runs by a common `target`.
 *
 * @returns null if the curve never reaches `share` of the target
 * @throws HnlmError `CONVERGENCE` without points, for epochs that do not ascend, or for a best that is not above 0
 * @example
 * ```ts
 * convergence([
 *   { epoch: 5, value: 0.1 },
 *   { epoch: 10, value: 0.2 },
 *   { epoch: 15, value: 0.205 },
 * ])?.epochs; // 10
 * ```
 */
export function convergence(
  curve: readonly ConvergencePoint[],
  { share = 0.95, target }: ConvergenceOptions = {},
): Convergence | null {
  const unordered = curve.findIndex(({ epoch }, index) => index > 0 && !(epoch > curve[index - 1].epoch));
  const best = Math.max(...curve.map(({ value }) => value));
  if (curve.length === 0 || unordered !== -1 || !(best > 0) || !(share > 0 && share <= 1)) {
    throw new HnlmError(
      unordered === -1
        ? `a curve of ${curve.length} points with the best ${best} has no ${share} of it`
        : `epoch ${curve[unordered].epoch} comes after epoch ${curve[unordered - 1].epoch}`,
      {
        code: 'CONVERGENCE',
        hint: 'Pass the validation curve of one run in the order of its epochs, with values above 0.',
        evidence: { points: curve.length, share },
      },
    );
  }
  const reached = curve.find(({ value }) => value >= share * (target ?? best));
  if (reached === undefined) return null;
  return {
    best,
    bestEpoch: curve.find(({ value }) => value === best)!.epoch,
    epochs: reached.epoch,
    seconds: reached.seconds ?? null,
    share,
  };
}
