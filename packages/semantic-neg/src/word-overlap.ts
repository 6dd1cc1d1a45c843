/** Compares texts by their distinct words: the Jaccard index, 1 for equal sets, 0 for disjoint or empty ones. */
export function wordOverlap(texts: readonly string[]): (first: number, second: number) => number {
  const sets = texts.map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []));
  return (first, second) => {
    let both = 0;
    for (const word of sets[first]) if (sets[second].has(word)) both++;
    return both / Math.max(1, sets[first].size + sets[second].size - both);
  };
}
