import { extractiveProfiles, llmProfiles, type ProfileKind, type Profiles } from '@hnlm/llm-profile';
import { zipSelect } from '@hnlm/semantic-neg';
import { deflatedSize } from './deflated-size.ts';
import type { TextWork } from './text-work.ts';

/** Writes the profiles that the user did not bring, with a language model or offline. */
export async function writeProfiles(work: TextWork): Promise<Profiles> {
  const { loaded, options, writer, progress } = work;
  const { imported, dataset } = loaded;
  const data = dataset.train;
  const kinds: ProfileKind[] = (['item', 'user'] as const).filter((kind) => !imported[`${kind}s`]);
  progress.stage(kinds.length === 0 ? 'profiles' : `profiles by ${options.llm ?? 'the extractive writer'}`);
  const written = writer
    ? await llmProfiles({ ...writer, data, kinds, ...settingsOf(work) })
    : extractiveProfiles({ data, kinds });
  await work.settle();
  return {
    items: imported.items ?? written.items,
    users: imported.users ?? written.users,
    notes: [...imported.notes, ...written.notes],
  };
}

function settingsOf({ options }: TextWork) {
  const { choose, order, maxReviews, maxInteractions, maxTokens, ...more } = options.texts.profiles ?? {};
  const zip = (texts: readonly string[], budget: number) =>
    zipSelect({ texts, budget, compressedSize: deflatedSize }).chosen;
  return {
    ...more,
    ...(choose === 'zip' && { choose: zip }),
    itemPrompts: { order, maxReviews, maxTokens },
    userPrompts: { order, maxInteractions, maxTokens },
  };
}
