import type { Review } from '@hnlm/core';
import { cleanText } from '@hnlm/llm';

/** Writes the title and text of a review as one, cleaned and cut; `undefined` where nothing is left of it. */
export function reviewText(review: Review | undefined, maxCharacters: number): string | undefined {
  const whole = [review?.title, review?.text].filter(Boolean).join('. ');
  return cleanText(whole, maxCharacters) || undefined;
}
