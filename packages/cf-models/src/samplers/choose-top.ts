import type { Random } from '@hnlm/core';

/**
 * Chooses, for each row of scores, one of its `top` highest columns uniformly; ties go to the earlier column.
 *
 * @param scores `[rows * width]`
 * @returns a column for each row
 * @example
 * ```ts
 * const columns = chooseTop(scorePairs(embeddings, users, candidates), 16, 1, random);
 * ```
 */
export function chooseTop(scores: ArrayLike<number>, width: number, top: number, random: Random): Int32Array {
  const chosen = new Int32Array(scores.length / width);
  const order = new Int32Array(top);
  for (let row = 0; row < chosen.length; row++) {
    let kept = 0;
    for (let column = 0; column < width; column++) {
      const score = scores[row * width + column];
      if (kept === top && !(score > scores[row * width + order[top - 1]])) continue;
      let place = kept < top ? kept++ : top - 1;
      while (place > 0 && scores[row * width + order[place - 1]] < score) {
        order[place] = order[place - 1];
        place--;
      }
      order[place] = column;
    }
    chosen[row] = order[top === 1 ? 0 : random.integer(top)];
  }
  return chosen;
}
