import { createRandom, rowOf, type TrainView } from '@hnlm/core';
import { cleanText, type Prompt } from '@hnlm/llm';
import { estimateTokens } from './estimate-tokens.ts';

/** Options of {@link userPrompt}. */
export interface UserPromptOptions {
  /** Most train interactions that are shown; 12 by default. */
  readonly maxInteractions?: number;
  /** Most characters of one review; 300 by default. */
  readonly maxReviewCharacters?: number;
  /** Most tokens of the whole prompt, estimated from above; 2,000 by default. */
  readonly maxTokens?: number;
}

/**
 * Builds the prompt for one user's profile (S_u) from train interactions: titles, categories, ratings and reviews.
 * Interactions with a review come first; which of them is drawn from a stream that depends on the user's original
 * id alone, so that another order of users or items gives the same prompt. Returns `undefined` for a user of whose
 * train items nothing is known. The wording is ours.
 */
export function userPrompt(
  data: TrainView,
  user: number,
  options: UserPromptOptions = {},
): Prompt | undefined {
  const { maxInteractions = 12, maxReviewCharacters = 300, maxTokens = 2000 } = options;
  const random = createRandom('profile-history').split(data.users.ids[user]);
  const start = data.interactions.indptr[user];
  const history = Array.from(rowOf(data.interactions, user), (item, offset) => {
    const review = data.review(user, item);
    return { item, review, rating: review?.rating ?? data.ratings?.[start + offset] };
  });
  history.sort((first, second) => (data.items.ids[first.item] < data.items.ids[second.item] ? -1 : 1));
  random.shuffle(history);
  history.sort((first, second) => Number(second.review !== undefined) - Number(first.review !== undefined));

  const shown: object[] = [];
  for (const { item, review, rating } of history) {
    const { title, categories } = data.texts[item];
    const entry = {
      title: cleanText(title ?? '', 120) || undefined,
      categories: cleanText((categories ?? []).join(', '), 120) || undefined,
      review:
        cleanText([review?.title, review?.text].filter(Boolean).join('. '), maxReviewCharacters) || undefined,
    };
    if (!entry.title && !entry.categories && !entry.review) continue;
    const rated = { ...entry, rating: rating === undefined ? undefined : String(rating) };
    if (estimateTokens(JSON.stringify({ history: [...shown, rated] })) > maxTokens) break;
    if (shown.push(rated) >= maxInteractions) break;
  }
  return shown.length > 0 ? { user: JSON.stringify({ history: shown }) } : undefined;
}
