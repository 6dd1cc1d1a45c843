import { groupByUserAndItem } from './group-rows.ts';
import { type HeldOutShares, part, type Split } from './split.ts';
import { checkRatio } from './split-ratio.ts';

/**
 * Splits at random over all interactions: of `n` validation and test get `round(share * n)` each.
 *
 * @throws HnlmError `DATA_OPTIONS` unless both shares are above 0 and together below 1.
 * @example
 * ```ts
 * const dataset = splitLog(log, randomPerInteraction({ validation: 0.1, test: 0.1 }), 1);
 * ```
 */
export function randomPerInteraction({ validation, test }: HeldOutShares): Split {
  checkRatio('validation and test', validation, test);
  return {
    name: 'randomPerInteraction',
    parameters: { validation, test },
    assign(log, random) {
      const n = log.userOf.length;
      const partOf = new Uint8Array(n);
      // From a fixed order, so that the order of the log does not matter.
      const rows = random.split('randomPerInteraction').shuffle(groupByUserAndItem(log).rows);
      const inValidation = Math.round(validation * n);
      const heldOut = inValidation + Math.round(test * n);
      for (let place = 0; place < heldOut; place++) {
        partOf[rows[place]] = place < inValidation ? part.validation : part.test;
      }
      return partOf;
    },
  };
}
