/** Returns the known name nearest to a mistyped one (edit distance at most a third of its length, or 2), or `undefined`. */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** Writes the end of an error about an unknown name: a suggestion where one is near, and what is known. */
export function didYouMean(name: string, known: readonly string[]): string {
  const near = suggest(name, known);
  return near === undefined
    ? `Known: ${known.join(', ')}.`
    : `Did you mean "${near}"? Known: ${known.join(', ')}.`;
}

/** Levenshtein distance. */
function editDistance(first: string, second: string): number {
  let previous = Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let row = 1; row <= first.length; row++) {
    const current = [row];
    for (let column = 1; column <= second.length; column++) {
      const substitution = previous[column - 1] + (first[row - 1] === second[column - 1] ? 0 : 1);
      current[column] = Math.min(substitution, previous[column] + 1, current[column - 1] + 1);
    }
    previous = current;
  }
  return previous[second.length];
}
