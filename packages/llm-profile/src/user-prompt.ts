import { rowOf, type TrainView } from '@hnlm/core';
import { cleanText, type Prompt } from '@hnlm/llm';
import { checkLimits } from './check-limits.ts';
import { type EvidenceOrder, orderEvidence } from './order-evidence.ts';
import { reviewText } from './review-text.ts';
import { takeWithin } from './take-within.ts';

/** Options of {@link userPrompt}. */
export interface UserPromptOptions {
  /** Most train interactions that are shown; 12 by default. */
  readonly maxInteractions?: number;
  /** Most characters of one review; 300 by default. */
  readonly maxReviewCharacters?: number;
  /** Most tokens of the whole prompt, estimated from above; 2,000 by default. */
  readonly maxTokens?: number;
  /** Which interactions come first; `varied` by default. */
  readonly order?: EvidenceOrder;
  /** Breaks ties, and draws the order `random`; 0 by default. */
  readonly seed?: number | string;
}

/**
 * Builds the prompt for one user's profile (S_u) from train interactions: titles, categories, ratings and reviews.
 * Interactions with a review come first; which of them depends on `order`, the seed and what they say, never on ids or
 * on the order of users or items. Returns `undefined` for a user of whose train items nothing is known. The wording is
 * ours.
 *
 * @throws HnlmError `PROFILE_LIMIT` if a limit is no whole number above 0.
 */
export function userPrompt(
  data: TrainView,
  user: number,
  options: UserPromptOptions = {},
): Prompt | undefined {
  const { maxInteractions = 12, maxReviewCharacters = 300, maxTokens = 2000 } = options;
  checkLimits({ maxInteractions, maxReviewCharacters, maxTokens });
  const start = data.interactions.indptr[user];
  const history = Array.from(rowOf(data.interactions, user), (item, offset) => {
    const review = data.review(user, item);
    const rating = review?.rating ?? data.ratings?.[start + offset];
    const { title, categories } = data.texts[item];
    const shown = {
      title: cleanText(title ?? '', 120) || undefined,
      categories: cleanText((categories ?? []).join(', '), 120) || undefined,
      review: reviewText(review, maxReviewCharacters),
      rating: rating === undefined ? undefined : String(rating),
    };
    return { shown, rating, time: data.times?.[start + offset] };
  }).filter(({ shown: { title, categories, review } }) => title ?? categories ?? review);

  const ordered = orderEvidence(history, options.order ?? 'varied', options.seed ?? 0, maxInteractions);
  const write = (shown: readonly object[]) => JSON.stringify({ history: shown });
  const shown = takeWithin(
    ordered.map((entry) => entry.shown),
    { count: maxInteractions, tokens: maxTokens },
    write,
  );
  return shown.length > 0 ? { user: write(shown) } : undefined;
}
