import { join } from 'node:path';
import type { Vectors } from '@hnlm/align';
import { createRandom, type DataNote } from '@hnlm/core';
import { embedAll, type GenerationEvent, openEmbeddingCache, openLedger } from '@hnlm/llm';
import { extractiveProfiles, llmProfiles, type ProfileKind, type Profiles } from '@hnlm/llm-profile';
import { flagNegatives, ground, llmNegatives, type NegativeSet, swapAttributes } from '@hnlm/semantic-neg';
import type { LoadedData } from './load-data.ts';
import type { RunOptions } from './options.ts';
import type { Progress } from './run/progress.ts';
import type { StudyTexts } from './study/study-data.ts';
import type { TextModels } from './text-models.ts';

/**
 * Most attributes that the offline writer swaps. With one, most texts of the simulated world are still nearest to
 * their own positive; with two, most are not.
 */
export const swapped = 2;

/** The texts of a run: profiles, negatives, and both as vectors. */
export interface MadeTexts {
  readonly profiles: Profiles;
  readonly negatives: NegativeSet;
  readonly study: StudyTexts;
  readonly notes: readonly DataNote[];
}

/** What every step is given. */
interface Work {
  readonly loaded: LoadedData;
  readonly options: RunOptions;
  readonly models: TextModels;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Writes profiles and negatives with a language model or offline, embeds them, and grounds the negatives. */
export async function makeTexts(work: Work): Promise<MadeTexts> {
  const { loaded, progress, signal } = work;
  const data = loaded.dataset.train;
  const { profiles, negatives: generated } = await write(work);
  const { items, negatives: texts } = await embed(work, profiles, generated);

  progress.stage('grounding in the catalogue');
  const grounded = await ground({
    negatives: generated,
    textEmbeddings: texts.values,
    items: data.items,
    itemEmbeddings: items.values,
    signal,
  });
  const negatives = flagNegatives({ negatives: grounded, data });
  // A text whose nearest item is one that the user interacted with is no negative.
  const usable = negatives.pairs.filter(({ flags }) => !flags?.includes('is-positive'));
  const pairs = usable.map(({ user, positive, text }) => ({ user, positive, text }));
  return { profiles, negatives, study: { items, negatives: texts, pairs }, notes: profiles.notes };
}

async function write(work: Work): Promise<{ profiles: Profiles; negatives: NegativeSet }> {
  const { loaded, options, models, progress, signal } = work;
  const data = loaded.dataset.train;
  const { imported, concepts } = loaded;
  const kinds: ProfileKind[] = (['item', 'user'] as const).filter((kind) => !imported[`${kind}s`]);
  const profileStage =
    kinds.length === 0 ? 'profiles' : `profiles by ${options.llm ?? 'the extractive writer'}`;
  const complete = (written: Profiles): Profiles => ({
    items: imported.items ?? written.items,
    users: imported.users ?? written.users,
    notes: [...imported.notes, ...written.notes],
  });

  progress.stage(profileStage);
  const { chat } = models;
  if (!chat) {
    const profiles = complete(extractiveProfiles({ data, kinds }));
    progress.stage('hard negatives by attribute swaps');
    const random = createRandom(options.splitSeed).split('swaps');
    const { maxNegatives: maxTexts } = options;
    return { profiles, negatives: swapAttributes({ data, concepts, k: swapped, maxTexts, random }) };
  }

  const ledger = await openLedger(join(options.out, 'ledger'));
  try {
    const asking = {
      data,
      model: chat,
      ledger,
      concurrency: options.concurrency,
      signal,
      onEvent: ({ done, total, fromLedger, waiting, failing }: GenerationEvent) => {
        const trouble = waiting
          ? `; waiting, since ${waiting}`
          : failing
            ? `; without one, since ${failing[0]}`
            : '';
        progress.update(`${done} of ${total} (${fromLedger} from the ledger)${trouble}`);
      },
    };
    const profiles = complete(await llmProfiles({ ...asking, kinds }));
    progress.stage(`hard negatives by ${options.llm}`);
    const { items: itemProfiles, users: userProfiles } = profiles;
    const maxCalls = options.maxNegatives;
    return { profiles, negatives: await llmNegatives({ ...asking, itemProfiles, userProfiles, maxCalls }) };
  } finally {
    await ledger.close();
  }
}

async function embed(
  { loaded, options, models, progress, signal }: Work,
  profiles: Profiles,
  { texts }: NegativeSet,
): Promise<{ items: Vectors; negatives: Vectors }> {
  progress.stage(`embeddings by ${options.embedder}`);
  const itemTexts = loaded.dataset.train.texts.map(
    ({ title, description }, item) => profiles.items[item]?.summarization ?? title ?? description ?? '',
  );
  const cache = await openEmbeddingCache(join(options.out, 'embeddings'));
  try {
    const { vectors, dimensions } = await embedAll({
      model: models.embedder,
      texts: [...itemTexts, ...texts.map(({ text }) => text)],
      cache,
      signal,
      onEvent: ({ done, total }) => progress.update(`${done} of ${total} texts`),
    });
    const cut = itemTexts.length * dimensions;
    return {
      items: { values: vectors.slice(0, cut), dimensions },
      negatives: { values: vectors.slice(cut), dimensions },
    };
  } finally {
    await cache.close();
  }
}
