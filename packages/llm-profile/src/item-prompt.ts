import type { TrainView } from '@hnlm/core';
import { cleanText, type Prompt } from '@hnlm/llm';

const MOST_LABELS = 20;

/**
 * Builds the prompt for one item's profile (S_v) from what the catalogue says of it: title, brand, categories,
 * attributes, description. Returns `undefined` where the catalogue says nothing. HNLMRec's own item prompt was
 * not released; the wording is ours.
 */
export function itemPrompt(data: TrainView, item: number): Prompt | undefined {
  const { title, brand, categories, attributes, description } = data.texts[item];
  const product = {
    title: clean(title, 200),
    brand: clean(brand, 80),
    categories: categories?.slice(0, MOST_LABELS).map((category) => cleanText(category, 80)),
    attributes:
      attributes &&
      Object.entries(attributes)
        .slice(0, MOST_LABELS)
        .map(([dimension, value]) => cleanText(`${dimension}: ${value}`, 80)),
    description: clean(description, 1500),
  };
  const known = Object.values(product).some((value) => value !== undefined && value.length > 0);
  return known ? { user: JSON.stringify({ product }) } : undefined;
}

/** Cleans a text; `undefined` where nothing is left of it. */
function clean(text: string | undefined, maxCharacters: number): string | undefined {
  return cleanText(text ?? '', maxCharacters) || undefined;
}
