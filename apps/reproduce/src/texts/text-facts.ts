import type { LoadedData } from '../load-data.ts';
import type { RunOptions } from '../options.ts';
import type { RunResults } from '../report/results.ts';
import { droppedFlags } from './filter-negatives.ts';
import type { MadeTexts } from './make-texts.ts';
import { generatorWords } from './write-negatives.ts';

/** Says who wrote the texts of a run, how many there are, and what grounding and filters found. */
export function textFacts(
  { imported }: LoadedData,
  options: RunOptions,
  { profiles, flagged, kept, judged, study }: MadeTexts,
): RunResults['texts'] {
  const { llm, embedder, itemProfiles, profiles: userProfiles, texts: settings } = options;
  const writer = `by ${llm ?? 'the extractive writer, at most 20 words, no language model'}`;
  const written = (list: readonly unknown[]) =>
    `${list.filter((profile) => profile !== undefined).length} of ${list.length}`;
  const unused = llm ? '' : '; the attribute swaps do not read them';
  const similarities = flagged.texts.map(({ grounded }) => grounded?.[0]?.similarity ?? 0);
  const mean = similarities.reduce((sum, value) => sum + value, 0) / similarities.length;
  const flags = new Map<string, number>();
  for (const pair of flagged.pairs)
    for (const flag of pair.flags ?? []) flags.set(flag, (flags.get(flag) ?? 0) + 1);
  const { covered, pairs, uncovered } = flagged.coverage;
  const dropped = droppedFlags(settings).filter((flag) => flags.has(flag));
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
      value: `${flagged.texts.length} distinct texts, ${generatorWords({ options })}`,
    },
    ...(settings.pairs?.choose && settings.pairs.choose !== 'all'
      ? [{ name: 'Pairs that deserve a call', value: pairsWords(options) }]
      : []),
    {
      name: 'Train pairs with a text',
      value: `${covered} of ${pairs}${inWords(uncovered, ' (', ')')}`,
    },
    {
      name: 'Used in training',
      value: `${kept.pairs.length} pairs${dropped.length > 0 ? `; the others are flagged ${dropped.join(', ')}` : ''}`,
    },
    { name: 'Flags', value: inWords(Object.fromEntries(flags), '', '') || 'none' },
    ...(judged
      ? [
          {
            name: 'Verdicts',
            value: `by ${judged.judge}${judged.related ? ', of the family of the writer' : ''}, would the user want it: ${inWords(judged.verdicts, '', '') || 'nothing to judge'}`,
          },
        ]
      : []),
    ...(study.hybrid ? [{ name: 'Hybrid negatives', value: mixWords(options, study.hybrid) }] : []),
    ...(similarities.length > 0 ? [{ name: 'Mean cosine to the nearest item', value: mean.toFixed(3) }] : []),
    { name: 'Text encoder', value: `${embedder}, ${study.items.dimensions} dimensions` },
  ];
}

function inWords(counts: Readonly<Record<string, number>>, before: string, after: string): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
  return parts.length > 0 ? `${before}${parts.join(', ')}${after}` : '';
}

function pairsWords({ texts, maxNegatives }: RunOptions): string {
  const { choose = 'all', budget = maxNegatives, maxPerUser } = texts.pairs ?? {};
  const first = {
    all: 'all',
    random: 'at random',
    zip: 'those whose profiles repeat each other least (ZIP)',
    uncertain: 'those of which a recommender is least sure',
  }[choose];
  return `${budget}, ${first}${maxPerUser === undefined ? '' : `, at most ${maxPerUser} a user`}`;
}

function mixWords(
  { texts }: RunOptions,
  { size, counts }: NonNullable<MadeTexts['study']['hybrid']>,
): string {
  const { lambda = 1, retrieved = 'hardest' } = texts.mix ?? {};
  const how = {
    hardest: 'those that a recommender scores highest',
    reward: 'drawn in proportion to a reward',
    random: 'at random',
  }[retrieved];
  return `${size} a pair, ${inWords(counts, '', '')}; retrieved: ${how}; a generated one weighs ${lambda}`;
}
