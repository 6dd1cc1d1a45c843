import type { Random } from '@hnlm/core';

/**
 * Draws columns one after the other, each with a chance in proportion to exp(logit) among those that are left. It takes
 * the highest of the logits with Gumbel noise on them, one draw of the stream for each column (Vieira 2014; Kool et al.
 * ICML 2019, section 3).
 *
 * @param count at most `logits.length`
 * @returns `[count]`, in the order in which they were drawn
 */
export function drawWithoutReplacement(logits: ArrayLike<number>, count: number, random: Random): Int32Array {
  const chosen = new Int32Array(count);
  const keys = new Float64Array(count);
  let kept = 0;
  for (let column = 0; column < logits.length; column++) {
    const key = logits[column] - Math.log(-Math.log(random.uniform()));
    if (kept === count && key <= keys[count - 1]) continue;
    let place = kept < count ? kept++ : count - 1;
    while (place > 0 && keys[place - 1] < key) {
      keys[place] = keys[place - 1];
      chosen[place] = chosen[place - 1];
      place--;
    }
    keys[place] = key;
    chosen[place] = column;
  }
  return chosen;
}
