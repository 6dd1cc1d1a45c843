/** How far two sets of hits coincide. */
export interface HitOverlap {
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Intersection over union; 0 where there is no hit at all. */
  readonly iou: number;
}

/**
 * Compares which hits two models share, for instance models that were trained with different negatives: a low overlap
 * says that one knows what the other does not. "Turning Dust into Gold" (arXiv 2312.12832) found .074 for the right answers
 * of models that were trained on right and on wrong reasoning: 253 and 166 of them, 29 shared.
 *
 * @param first keys of the hits, such as `user item`; repeats count once
 * @example
 * ```ts
 * hitOverlap(['ann b1', 'ben b2'], ['ben b2', 'cem b9']); // { both: 1, onlyFirst: 1, onlySecond: 1, iou: 1 / 3 }
 * ```
 */
export function hitOverlap(first: Iterable<string>, second: Iterable<string>): HitOverlap {
  const [one, other] = [new Set(first), new Set(second)];
  let both = 0;
  for (const hit of one) if (other.has(hit)) both++;
  const all = one.size + other.size - both;
  return {
    both,
    onlyFirst: one.size - both,
    onlySecond: other.size - both,
    iou: all === 0 ? 0 : both / all,
  };
}
