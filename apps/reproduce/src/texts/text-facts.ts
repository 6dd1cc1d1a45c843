import type { LoadedData } from './load-data.ts';
import { type MadeTexts, swapped } from './make-texts.ts';
import type { RunOptions } from './options.ts';
import type { RunResults } from './report/results.ts';

/** Says who wrote the texts of a run, how many there are, and what their grounding found. */
export function textFacts(
  { imported }: LoadedData,
  { llm, embedder, itemProfiles, profiles: userProfiles }: RunOptions,
  { profiles, negatives, study }: MadeTexts,
): RunResults['texts'] {
  const writer = `by ${llm ?? 'the extractive writer, at most 20 words, no language model'}`;
  const written = (list: readonly unknown[]) =>
    `${list.filter((profile) => profile !== undefined).length} of ${list.length}`;
  const unused = llm ? '' : '; the attribute swaps do not read them';
  const similarities = negatives.texts.map(({ grounded }) => grounded?.[0]?.similarity ?? 0);
  const mean = similarities.reduce((sum, value) => sum + value, 0) / similarities.length;
  const flags = new Map<string, number>();
  for (const pair of negatives.pairs)
    for (const flag of pair.flags ?? []) flags.set(flag, (flags.get(flag) ?? 0) + 1);
  const { covered, pairs, uncovered } = negatives.coverage;
  const missing = Object.entries(uncovered).map(([reason, n]) => `${reason}: ${n}`);
  return [
    {
      name: 'Item profiles',
      value: `${written(profiles.items)}, ${imported.items ? `imported from ${itemProfiles}` : writer}`,
    },
    {
      name: 'User profiles',
      value: `${written(profiles.users)}, ${imported.users ? `imported from ${userProfiles}` : writer}${unused}`,
    },
    {
      name: 'Hard negatives',
      value: `${negatives.texts.length} distinct texts, ${llm ? `by ${llm}` : `by swapping at most ${swapped} attributes of the positive, no language model`}`,
    },
    {
      name: 'Train pairs with a text',
      value: `${covered} of ${pairs}${missing.length > 0 ? ` (${missing.join(', ')})` : ''}`,
    },
    {
      name: 'Used in training',
      value: `${study.pairs.length} pairs${study.pairs.length < negatives.pairs.length ? '; the texts of the others are nearest to an item that the user has interacted with' : ''}`,
    },
    { name: 'Flags', value: [...flags].map(([flag, n]) => `${flag}: ${n}`).join(', ') || 'none' },
    ...(similarities.length > 0 ? [{ name: 'Mean cosine to the nearest item', value: mean.toFixed(3) }] : []),
    { name: 'Text encoder', value: `${embedder}, ${study.items.dimensions} dimensions` },
  ];
}
