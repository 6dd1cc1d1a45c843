import { join } from 'node:path';
import type { DataNote } from '@hnlm/core';
import { openEmbeddingCache } from '@hnlm/llm';
import type { Profiles } from '@hnlm/llm-profile';
import { type CoverageReport, coverageReport, maskEdits } from '@hnlm/semantic-neg';
import type { StudyTexts } from '../study/study-data.ts';
import { embedTexts } from './embed-texts.ts';
import { type Filtered, type FilterVectors, filterNegatives } from './filter-negatives.ts';
import { judgePairs } from './judge-pairs.ts';
import { mixNegatives } from './mix-negatives.ts';
import type { TextWork } from './text-work.ts';
import { writeNegatives } from './write-negatives.ts';
import { writeProfiles } from './write-profiles.ts';

/** The texts of a run: profiles, negatives, and both as vectors. */
export interface MadeTexts extends Filtered {
  readonly profiles: Profiles;
  readonly study: StudyTexts;
  /** Of the negatives that training uses. */
  readonly coverage: CoverageReport;
  readonly notes: readonly DataNote[];
}

/** Writes profiles and negatives with a language model or offline, embeds them, grounds, filters and mixes the negatives. */
export async function makeTexts(work: TextWork): Promise<MadeTexts> {
  const { loaded, options } = work;
  const data = loaded.dataset.train;
  const profiles = await writeProfiles(work);
  const { negatives: generated, notes } = await writeNegatives(work, profiles);
  const vectors = await embed(work, profiles, generated);
  const filtered = await filterNegatives(work, profiles, generated, vectors);
  const { kept } = filtered;
  const mixed = options.rows.some(({ mixed }) => mixed) ? await mixNegatives(work, filtered) : undefined;
  return {
    ...filtered,
    profiles,
    coverage: coverageReport({ negatives: kept, data }),
    notes: [...profiles.notes, ...notes],
    study: {
      items: vectors.items,
      negatives: vectors.negatives,
      pairs: kept.pairs.map(({ user, positive, text }) => ({ user, positive, text })),
      ...mixed,
    },
  };
}

/** Goes through all that asks a language model, and nothing else: for dry runs. */
export async function askForTexts(work: TextWork): Promise<void> {
  const profiles = await writeProfiles(work);
  const { negatives } = await writeNegatives(work, profiles);
  if (work.judge) await judgePairs(work, profiles, negatives);
}

async function embed(
  work: TextWork,
  profiles: Profiles,
  generated: Filtered['kept'],
): Promise<FilterVectors> {
  const { loaded, options } = work;
  const { nearProfile, leastChange } = options.texts.filters ?? {};
  const cache = await openEmbeddingCache(join(options.out, 'embeddings'));
  try {
    const itemTexts = loaded.dataset.train.texts.map(
      ({ title, description }, item) => profiles.items[item]?.summarization ?? title ?? description ?? '',
    );
    const [items, negatives, users, masked] = await embedTexts(work, cache, [
      itemTexts,
      generated.texts.map(({ text }) => text),
      nearProfile === undefined ? [] : profiles.users.map((profile) => profile?.summarization ?? ''),
      leastChange === undefined ? [] : maskEdits(generated),
    ]);
    // Without a profile there is nothing to be near to.
    for (const [user, profile] of nearProfile === undefined ? [] : profiles.users.entries())
      if (!profile) users.values.fill(0, user * users.dimensions, (user + 1) * users.dimensions);
    return { items, negatives, profiles: users, masked };
  } finally {
    await cache.close();
  }
}
