import { type Csr, positionOf, rowOf, type TrainView, transpose } from '@hnlm/core';
import { cleanText, type Prompt } from '@hnlm/llm';
import { checkLimits } from './check-limits.ts';
import { mostTokens } from './most-tokens.ts';
import { type EvidenceOrder, orderEvidence } from './order-evidence.ts';
import { reviewText } from './review-text.ts';
import { takeWithin } from './take-within.ts';

/** Options of {@link itemPrompt}. */
export interface ItemPromptOptions {
  /** Most train reviews that are shown; 5 by default, 0 for none. */
  readonly maxReviews?: number;
  /** Most characters of one review; 300 by default. */
  readonly maxReviewCharacters?: number;
  /** Most tokens of the whole prompt, estimated from above; 2,000 by default. */
  readonly maxTokens?: number;
  /** Which reviews come first; `varied` by default. */
  readonly order?: EvidenceOrder;
  /** Breaks ties, and draws the order `random`; 0 by default. */
  readonly seed?: number | string;
  /** `transpose(data.interactions)`: give it when you write many prompts, else each call makes it. */
  readonly byItem?: Csr;
}

const MOST_LABELS = 20;

/**
 * Builds the prompt for one item's profile (S_v) from what the catalogue says of it (title, brand, categories,
 * attributes, description) and from train reviews. When the budget is short, the later fields give way: the
 * description is cut, then reviews are left out. Which reviews are shown depends on `order`, the seed and what they
 * say, never on ids. Returns `undefined` where neither catalogue nor reviews say anything. HNLMRec's own item prompt
 * was not released; the wording is ours.
 *
 * @throws HnlmError `PROFILE_LIMIT` if a limit is no whole number, or too low.
 */
export function itemPrompt(
  data: TrainView,
  item: number,
  options: ItemPromptOptions = {},
): Prompt | undefined {
  const { maxReviews = 5, maxReviewCharacters = 300, maxTokens = 2000 } = options;
  checkLimits({ maxReviewCharacters, maxTokens });
  checkLimits({ maxReviews }, 0);
  const product = describe(data, item, maxTokens);
  const write = (reviews: readonly object[]) =>
    JSON.stringify({ product: reviews.length > 0 ? { ...product, reviews } : product });
  const reviews = takeWithin(
    maxReviews === 0 ? [] : reviewsOf(data, item, { ...options, maxReviews, maxReviewCharacters }),
    // What the key of the list takes.
    { count: maxReviews, tokens: maxTokens - mostTokens(',"reviews":[]') },
    write,
  );
  return Object.keys(product).length > 0 || reviews.length > 0 ? { user: write(reviews) } : undefined;
}

/** Collects what the catalogue says, field by field, as far as the budget goes. */
function describe({ texts }: TrainView, item: number, maxTokens: number): Record<string, unknown> {
  const { title, brand, categories, attributes, description } = texts[item];
  const labels = (values: readonly string[]) => {
    const cleaned = values.slice(0, MOST_LABELS).map((value) => cleanText(value, 80));
    return cleaned.filter((label) => label !== '');
  };
  const product: Record<string, unknown> = {};
  const fits = (name: string, value: unknown) =>
    mostTokens(JSON.stringify({ product: { ...product, [name]: value } })) <= maxTokens;
  const fields = {
    title: cleanText(title ?? '', 200),
    brand: cleanText(brand ?? '', 80),
    categories: labels(categories ?? []),
    attributes: labels(Object.entries(attributes ?? {}).map((pair) => pair.join(': '))),
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value.length > 0 && fits(name, value)) product[name] = value;
  }
  for (let characters = 1500; characters >= 50; characters = Math.floor(characters * 0.8)) {
    const cut = cleanText(description ?? '', characters);
    if (cut === '' || !fits('description', cut)) continue;
    product.description = cut;
    break;
  }
  return product;
}

function reviewsOf(
  data: TrainView,
  item: number,
  options: ItemPromptOptions & { readonly maxReviews: number; readonly maxReviewCharacters: number },
): object[] {
  const { order = 'varied', seed = 0, byItem = transpose(data.interactions) } = options;
  const evidence = Array.from(rowOf(byItem, item), (user) => {
    const review = data.review(user, item);
    const text = reviewText(review, options.maxReviewCharacters);
    if (text === undefined) return undefined;
    const place = positionOf(data.interactions, user, item);
    const rating = review?.rating ?? data.ratings?.[place];
    const shown = { review: text, rating: rating === undefined ? undefined : String(rating) };
    return { shown, rating, time: data.times?.[place] };
  }).filter((entry) => entry !== undefined);
  return orderEvidence(evidence, order, seed, options.maxReviews).map(({ shown }) => shown);
}
