import { createRandom, HnlmError } from '@hnlm/core';

/**
 * Chooses at most `budget` of some texts, and returns their indices, the best first. `zipSelect` of `@hnlm/semantic-neg`
 * is one: `(texts, budget) => zipSelect({ texts, budget }).chosen`. It is given the texts in the order of their content,
 * so that it may break ties by index.
 */
export type TextChoice = (texts: readonly string[], budget: number) => readonly number[];

/** Makes the choice by seed and content alone: the default where a budget is short, and the control of all others. */
export function randomChoice(seed: number | string = 0): TextChoice {
  const random = createRandom(seed);
  return (texts, budget) =>
    texts
      .map((text, index) => ({ index, draw: random.split(text).bits() }))
      .sort((one, other) => one.draw - other.draw || one.index - other.index)
      .slice(0, budget)
      .map(({ index }) => index);
}

/**
 * Chooses entries by their texts, independently of their order.
 *
 * @throws HnlmError `PROFILE_CHOICE` if the choice returns too many, unknown or repeated indices.
 */
export function chooseByText<T>(
  entries: readonly T[],
  textOf: (entry: T) => string,
  budget: number,
  choose: TextChoice,
): T[] {
  const sorted = entries
    .map((entry) => ({ entry, text: textOf(entry) }))
    .sort((one, other) => Number(one.text > other.text) - Number(one.text < other.text));
  const chosen = choose(
    sorted.map(({ text }) => text),
    budget,
  );
  if (
    chosen.length > budget ||
    new Set(chosen).size < chosen.length ||
    chosen.some((index) => !(index in sorted))
  ) {
    throw new HnlmError(
      `the choice of ${budget} of ${entries.length} texts returned ${chosen.length} indices`,
      {
        code: 'PROFILE_CHOICE',
        hint: 'Return distinct indices of the texts, at most as many as the budget.',
        evidence: { budget, texts: entries.length, chosen: chosen.slice(0, 20) },
      },
    );
  }
  return chosen.map((index) => sorted[index].entry);
}
