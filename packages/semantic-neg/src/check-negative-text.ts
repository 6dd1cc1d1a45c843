import type { Prompt } from '@hnlm/llm';
import { saysTitle } from './says-title.ts';

/** HNLMRec's limit (S_H). */
export const mostWords = 20;
/** What the prompts ask for, twice: a reason that runs on is no cause to ask again. */
export const mostReasonWords = 80;

/**
 * Says so where the text that a model wrote as a negative is the interacted product itself. `field` is its name in the
 * reply; neither text nor title is quoted.
 */
export function checkNegativeText(field: string, text: string, { user }: Prompt): string | undefined {
  const { interacted_product: product } = JSON.parse(user) as { interacted_product: { title?: string } };
  return saysTitle(text, product.title ?? '')
    ? `"${field}" is the interacted product; name another`
    : undefined;
}
