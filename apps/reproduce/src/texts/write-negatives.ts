import { createRandom, type DataNote } from '@hnlm/core';
import type { Profiles } from '@hnlm/llm-profile';
import {
  type ConceptSource,
  conceptsFromTrees,
  extractConcepts,
  llmConcepts,
  llmNegatives,
  type NegativeSet,
  reflectedNegatives,
  rewardNegatives,
  swapAttributes,
} from '@hnlm/semantic-neg';
import { choosePairs } from './choose-pairs.ts';
import { guideScores } from './guide-scores.ts';
import type { TextSettings } from './text-settings.ts';
import type { TextWork } from './text-work.ts';

type Generator = NonNullable<TextSettings['generator']>;

/**
 * Most attributes that the offline writer swaps. With one, most texts of the simulated world are still nearest to
 * their own positive; with two, most are not.
 */
const usualSwaps = 2;

/** Returns the generator that the settings name, or the usual one. */
export function generatorOf({ options: { texts, llm } }: Pick<TextWork, 'options'>): Generator {
  return texts.generator ?? (llm === undefined ? { kind: 'swaps', k: usualSwaps } : { kind: 'prompt' });
}

/** Says in words how the negatives of a run are made. */
export function generatorWords(work: Pick<TextWork, 'options'>): string {
  const generator = generatorOf(work);
  switch (generator.kind) {
    case 'prompt':
      return `by ${work.options.llm}`;
    case 'reflected':
      return `by ${work.options.llm}, which reflects on its drafts`;
    case 'swaps': {
      const { k = usualSwaps, concepts = 'data' } = generator;
      const source = { data: '', words: ' that its words show', llm: ` that ${work.options.llm} sees` }[
        concepts
      ];
      return `by swapping at most ${k} attributes of the positive${source}${concepts === 'llm' ? '' : ', no language model'}`;
    }
    case 'reward':
      return "drawn from the catalogue by a recommender's scores, no language model";
  }
}

/** Negatives, and notes on what was missing for them. */
export interface WrittenNegatives {
  readonly negatives: NegativeSet;
  readonly notes: readonly DataNote[];
}

/** Makes a hard negative for the train pairs, by the generator that the settings name. */
export async function writeNegatives(work: TextWork, profiles: Profiles): Promise<WrittenNegatives> {
  const { loaded, options, progress } = work;
  const data = loaded.dataset.train;
  const random = createRandom(options.splitSeed);
  const generator = generatorOf(work);
  let notes: readonly DataNote[] = [];

  async function written(): Promise<NegativeSet> {
    switch (generator.kind) {
      case 'prompt':
      case 'reflected': {
        const pairs = await choosePairs(work, profiles);
        progress.stage(`hard negatives ${generatorWords(work)}`);
        const { leastOverlap } = options.texts.pairs ?? {};
        const asked = {
          ...work.writer!,
          data,
          itemProfiles: profiles.items,
          userProfiles: profiles.users,
          maxCalls: options.maxNegatives,
          ...(pairs && { pairs }),
          ...(leastOverlap !== undefined && { leastOverlap }),
        };
        if (generator.kind === 'prompt') return llmNegatives(asked);
        return reflectedNegatives({ ...asked, repairs: generator.repairs });
      }
      case 'swaps': {
        progress.stage(`hard negatives ${generatorWords(work)}`);
        const { k = usualSwaps } = generator;
        const { concepts, notes: missing } = await conceptsOf(work, generator);
        notes = missing;
        return swapAttributes({
          data,
          concepts,
          k,
          maxTexts: options.maxNegatives,
          random: random.split('swaps'),
        });
      }
      case 'reward': {
        const guide = await work.guide?.();
        progress.stage(`hard negatives ${generatorWords(work)}`);
        const scores = guide
          ? (user: number) => guideScores(guide, user)
          : () => new Float64Array(data.items.size);
        const { temperature, sharedSteps } = generator;
        return rewardNegatives({ data, scores, temperature, sharedSteps, random: random.split('reward') });
      }
    }
  }

  const negatives = await written();
  await work.settle();
  return { negatives, notes };
}

async function conceptsOf(
  { loaded, writer, settle }: TextWork,
  { concepts: source = 'data', dimensions, swapRoot }: Extract<Generator, { kind: 'swaps' }>,
): Promise<{ concepts: ConceptSource; notes: readonly DataNote[] }> {
  const data = loaded.dataset.train;
  if (source === 'data') return { concepts: loaded.concepts, notes: [] };
  if (source === 'words') {
    return {
      concepts: conceptsFromTrees({ data, concepts: extractConcepts({ data }), swapRoot }),
      notes: [],
    };
  }
  const { concepts, notes } = await llmConcepts({ ...writer!, data, dimensions });
  await settle();
  return { concepts: conceptsFromTrees({ data, concepts, swapRoot }), notes };
}
