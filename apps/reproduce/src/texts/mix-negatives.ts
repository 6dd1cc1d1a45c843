import { createRandom, type Random } from '@hnlm/core';
import {
  type FilteredNegatives,
  falseNegativeOdds,
  type HybridNegatives,
  hybridNegatives,
  negativeEvidence,
  type RewardNegativesOptions,
  rewardNegatives,
} from '@hnlm/semantic-neg';
import { guideScores, hardestItems } from './guide-scores.ts';
import type { TextSettings } from './text-settings.ts';
import type { TextWork } from './text-work.ts';

type Mix = NonNullable<TextSettings['mix']>;

/** Generated negatives beside retrieved ones, and as many retrieved ones alone, which tell what the generated ones add. */
export interface MixedNegatives {
  readonly hybrid: HybridNegatives;
  readonly retrievedAlone: HybridNegatives;
}

/** Items that the user has, or that are generated, are passed over: so many more are retrieved than are needed. */
const spare = 8;

/** Mixes the negatives that were kept with retrieved ones, pair by pair. */
export async function mixNegatives(
  work: TextWork,
  { kept, rejected }: FilteredNegatives,
): Promise<MixedNegatives> {
  const { perGenerated = 1, perRetrieved = 1, lambda = 1, ...how } = work.options.texts.mix ?? {};
  const data = work.loaded.dataset.train;
  const size = perGenerated + perRetrieved;
  const retrieved = await retrieve(work, how, rejected, size + spare);
  const shared = { data, negatives: kept, retrieved };
  return {
    hybrid: hybridNegatives({ ...shared, perGenerated, perRetrieved, lambda }),
    retrievedAlone: hybridNegatives({ ...shared, perGenerated: 0, perRetrieved: size }),
  };
}

/** Makes the lists of retrieved items, by dense indices. */
async function retrieve(
  work: TextWork,
  { retrieved = 'hardest', temperature, sharedSteps, assist = true }: Mix,
  rejected: FilteredNegatives['rejected'],
  most: number,
): Promise<(user: number, positive: number) => Iterable<number>> {
  const { loaded, options, guide, progress, signal } = work;
  const data = loaded.dataset.train;
  const random = createRandom(options.splitSeed).split('retrieved');
  if (retrieved === 'random') {
    return (user, positive) =>
      draws(random.split(data.users.ids[user], data.items.ids[positive]), data.items.size);
  }
  const model = await guide!();
  progress.stage('retrieved negatives');
  if (retrieved === 'hardest') {
    const hardest = await hardestItems(model, data, most, signal);
    return (user) => hardest[user];
  }
  const drawn = {
    data,
    temperature,
    sharedSteps,
    scores: (user: number) => guideScores(model, user),
    ...(assist && {
      falseNegatives: falseNegativeOdds({ evidence: negativeEvidence({ rejected, data }), data }),
    }),
  };
  const rounds: ReturnType<typeof itemsOf>[] = [];
  for (let round = 0; round < most; round++) {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    rounds.push(itemsOf({ ...drawn, random: random.split(round) }));
  }
  return (user, positive) => rounds.flatMap((itemOf) => itemOf(user, positive) ?? []);
}

/** Any items, repeated ones too; enough of them that some are new. */
function* draws(random: Random, items: number): Iterable<number> {
  for (let draw = 0; draw < 100 * items; draw++) yield random.integer(items);
}

/** Draws one item a pair in proportion to its reward. */
function itemsOf(options: RewardNegativesOptions): (user: number, positive: number) => number | undefined {
  const { users, items } = options.data;
  const { pairs, texts } = rewardNegatives(options);
  const byPair = new Map(
    pairs.map(({ user, positive, text }) => [
      JSON.stringify([user, positive]),
      items.indexOf(texts[text].grounded![0].item),
    ]),
  );
  return (user, positive) => byPair.get(JSON.stringify([users.ids[user], items.ids[positive]]));
}
