import type { Vectors } from '@hnlm/align';
import type { Profiles } from '@hnlm/llm-profile';
import {
  dropFlagged,
  type FilteredNegatives,
  flagNearProfiles,
  flagNegatives,
  flagUnchanged,
  ground,
  type JudgedNegatives,
  type NegativeFlag,
  type NegativePair,
  type NegativeSet,
} from '@hnlm/semantic-neg';
import { judgePairs } from './judge-pairs.ts';
import type { TextSettings } from './text-settings.ts';
import type { TextWork } from './text-work.ts';

/** Vectors of what filters compare. */
export interface FilterVectors {
  readonly items: Vectors;
  readonly negatives: Vectors;
  /** Of user profiles, zeros where there is none. */
  readonly profiles?: Vectors;
  /** Of the negatives without what was swapped. */
  readonly masked?: Vectors;
}

/** Negatives that were marked, and which of them training is to use. */
export interface Filtered extends FilteredNegatives {
  /** All pairs, with every flag. */
  readonly flagged: NegativeSet;
  readonly judged?: JudgedNegatives;
}

/** Grounds negatives in the catalogue, marks what looks wrong with them, and leaves out what the settings say. */
export async function filterNegatives(
  work: TextWork,
  profiles: Profiles,
  generated: NegativeSet,
  vectors: FilterVectors,
): Promise<Filtered> {
  const { loaded, options, progress, signal } = work;
  const data = loaded.dataset.train;
  const { nearProfile, leastChange, judge, tooNear, outOfCatalogue } = options.texts.filters ?? {};
  const textEmbeddings = vectors.negatives.values;
  const itemEmbeddings = vectors.items.values;

  progress.stage('grounding in the catalogue');
  let negatives = await ground({
    negatives: generated,
    textEmbeddings,
    items: data.items,
    itemEmbeddings,
    signal,
  });
  negatives = flagNegatives({ negatives, data, tooNear, outOfCatalogue });
  if (nearProfile !== undefined && vectors.profiles) {
    const profileEmbeddings = vectors.profiles.values;
    negatives = flagNearProfiles({
      negatives,
      data,
      textEmbeddings,
      profileEmbeddings,
      tooNear: nearProfile,
    });
  }
  if (leastChange !== undefined && vectors.masked) {
    const maskedEmbeddings = vectors.masked.values;
    negatives = flagUnchanged({
      negatives,
      data,
      textEmbeddings,
      maskedEmbeddings,
      itemEmbeddings,
      leastChange,
    });
  }

  const drop = droppedFlags(options.texts);
  if (!judge) return { flagged: negatives, ...dropFlagged(negatives, drop) };
  // What is left out anyway is not worth a question.
  const judged = await judgePairs(work, profiles, dropFlagged(negatives, drop).kept);
  const flagged = withFlagsOf(negatives, judged.negatives.pairs);
  return { flagged, judged, ...dropFlagged(flagged, drop) };
}

/** Lists what is left out of training: texts nearest to an item of the user are no negatives, whatever the settings say. */
export function droppedFlags({ filters = {} }: TextSettings): NegativeFlag[] {
  const { drop = [], nearProfile, leastChange, judge } = filters;
  return [
    ...new Set<NegativeFlag>([
      'is-positive',
      ...drop,
      ...(nearProfile === undefined ? [] : (['near-profile'] as const)),
      ...(leastChange === undefined ? [] : (['unchanged'] as const)),
      ...(judge ? (['wanted'] as const) : []),
    ]),
  ];
}

function withFlagsOf(negatives: NegativeSet, judged: readonly NegativePair[]): NegativeSet {
  const keyOf = ({ user, positive }: NegativePair) => JSON.stringify([user, positive]);
  const known = new Map(judged.map((pair) => [keyOf(pair), pair]));
  return { ...negatives, pairs: negatives.pairs.map((pair) => known.get(keyOf(pair)) ?? pair) };
}
