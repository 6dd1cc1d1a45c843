import { HnlmError } from '@hnlm/core';

/** Options of {@link preferenceLeakage}. */
export interface PreferenceLeakageOptions {
  /** The language models: each judges, and each has a student that was trained on what it generated. */
  readonly models: readonly string[];
  /** Win rate that `models[judge]` gives to the student of `models[student]`: `winRates[judge][student]`, in [0, 1]. */
  readonly winRates: readonly (readonly number[])[];
}

/** How far two judges favour their own students. */
export interface PreferenceLeakage {
  readonly first: string;
  readonly second: string;
  /** Mean of the two excesses; above 0 if judges favour their own. */
  readonly score: number;
  /** How much more the first judge gives its own student than both judges give it on average, as a share of that. */
  readonly firstExcess: number;
  readonly secondExcess: number;
}

/**
 * Computes the preference leakage score of each pair of judges (arXiv 2502.01534). With WR(j, s) the win rate that
 * judge j gives to the student of s, and AVG(s) = (WR(i, s) + WR(j, s)) / 2 what judges i and j give it on average,
 *
 *     PLS(i, j) = 1/2 [ (WR(i, i) - AVG(i)) / AVG(i) + (WR(j, j) - AVG(j)) / AVG(j) ]
 *
 * Each student is held against itself under the other judge, so that a better student is no leakage; that is what fixes
 * which index is the judge.
 *
 * @throws HnlmError `WIN_RATES` for a matrix that is not square over the models, values outside [0, 1], or a student
 * to which both judges give 0
 * @example
 * ```ts
 * const winRates = [
 *   [0.6, 0.4],
 *   [0.4, 0.6],
 * ];
 * preferenceLeakage({ models: ['a', 'b'], winRates })[0].score; // 0.2
 * ```
 */
export function preferenceLeakage({ models, winRates }: PreferenceLeakageOptions): PreferenceLeakage[] {
  const rows = [winRates, ...winRates];
  const rates = winRates.flat();
  if (models.length < 2 || rows.some((row) => row.length !== models.length)) {
    throw unusable(`${rates.length} win rates are no square matrix over ${models.length} models`);
  }
  const bad = rates.findIndex((rate) => !(rate >= 0 && rate <= 1));
  if (bad !== -1) {
    const [judge, student] = [Math.floor(bad / models.length), bad % models.length];
    throw unusable(`the win rate of "${models[student]}" under "${models[judge]}" is ${rates[bad]}`);
  }
  const excess = (own: number, other: number) => {
    const average = (winRates[own][own] + winRates[other][own]) / 2;
    if (average === 0) throw unusable(`the student of "${models[own]}" never wins`);
    return (winRates[own][own] - average) / average;
  };
  return models.flatMap((first, i) =>
    models.slice(i + 1).map((second, offset) => {
      const j = i + 1 + offset;
      const [firstExcess, secondExcess] = [excess(i, j), excess(j, i)];
      return { first, second, score: (firstExcess + secondExcess) / 2, firstExcess, secondExcess };
    }),
  );
}

function unusable(message: string): HnlmError {
  return new HnlmError(message, {
    code: 'WIN_RATES',
    hint: 'Pass one row a judge with the win rate, from 0 to 1, of the student of each model.',
  });
}
