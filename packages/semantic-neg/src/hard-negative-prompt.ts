import type { TrainView } from '@hnlm/core';
import { cleanText, type Prompt } from '@hnlm/llm';

const MOST_CHARACTERS = 1200;

/** What is needed of a profile: its text. Profiles of `@hnlm/llm-profile` fit. */
export interface ProfileText {
  readonly summarization: string;
}

/** What the prompts are made of: the catalogue's titles, and profiles by dense index. */
export interface HardNegativeSources {
  readonly data: TrainView;
  readonly itemProfiles: readonly (ProfileText | undefined)[];
  readonly userProfiles: readonly (ProfileText | undefined)[];
}

/**
 * Builds the prompt for one pair (S_H): the user's profile, and title and profile of the interacted item, as JSON
 * without ids. Returns `undefined` where the user has no profile, or nothing is known of the item.
 */
export function hardNegativePrompt(
  { data, itemProfiles, userProfiles }: HardNegativeSources,
  user: number,
  item: number,
): Prompt | undefined {
  const userProfile = cleanText(userProfiles[user]?.summarization ?? '', MOST_CHARACTERS);
  const title = cleanText(data.texts[item].title ?? '', 200) || undefined;
  const profile = cleanText(itemProfiles[item]?.summarization ?? '', MOST_CHARACTERS) || undefined;
  if (userProfile === '' || (title === undefined && profile === undefined)) return undefined;
  return { user: JSON.stringify({ user_profile: userProfile, interacted_product: { title, profile } }) };
}
