import type { DataNote, TrainView } from '@hnlm/core';
import { cleanText, generateAll } from '@hnlm/llm';
import type { Concept } from './concept-source.ts';
import { conceptTask } from './concept-task.ts';
import type { AskingOptions } from './llm-negatives.ts';

/** Options of {@link llmConcepts}. */
export interface LlmConceptsOptions extends AskingOptions {
  readonly data: TrainView;
  /** Names of the dimensions to use; the model chooses them by default, and then items may share few. */
  readonly dimensions?: readonly string[];
}

/** Concepts by dense item index, and a note for each reason why one is missing. */
export interface LlmConcepts {
  readonly concepts: readonly (Concept | undefined)[];
  readonly notes: readonly DataNote[];
}

const MOST_CHARACTERS = 1200;

/**
 * Lets a language model say what each item is: a type, and a value for each of some dimensions. One call an item, for
 * any number of negatives. After the trees of Concept-as-Tree (arXiv 2503.12999), from text instead of images.
 *
 * @throws what the model throws, for instance where the server is down.
 * @example
 * ```ts
 * const { concepts } = await llmConcepts({ data, model, ledger, dimensions: ['theme', 'material', 'audience'] });
 * const source = conceptsFromTrees({ data, concepts });
 * ```
 */
export async function llmConcepts(options: LlmConceptsOptions): Promise<LlmConcepts> {
  const { data, dimensions, ask = generateAll } = options;
  const names = dimensions?.map((name) => name.toLowerCase());
  const prompts = data.texts.map(({ title = '', description = '', categories, brand }) => {
    const clean = (text: string) => cleanText(text, MOST_CHARACTERS) || undefined;
    const product = { title: clean(title), description: clean(description) };
    if (!product.title && !product.description) return undefined;
    const more = {
      brand: brand && clean(brand),
      categories: categories?.map((name) => cleanText(name, 100)),
    };
    return { user: JSON.stringify({ ...product, ...more, dimensions: names }) };
  });
  const generations = await ask({
    ...options,
    task: conceptTask,
    prompts: prompts.filter((prompt) => prompt !== undefined),
  });

  let next = 0;
  const missing = new Map<string, string[]>();
  const concepts = prompts.map((prompt, item): Concept | undefined => {
    const generation = prompt && generations[next++];
    if (generation?.status === 'ok') {
      const { category, attributes } = generation.value;
      const entries = attributes.map(({ dimension, value }) => [
        dimension.toLowerCase(),
        value.toLowerCase(),
      ]);
      return { type: category.toLowerCase(), attributes: Object.fromEntries(entries) };
    }
    const why = generation
      ? `items whose concept was not given: ${generation.status}`
      : 'items without a text';
    missing.set(why, [...(missing.get(why) ?? []), data.items.ids[item]]);
    return undefined;
  });
  const notes = [...missing].map(([what, ids]) => ({ what, count: ids.length, examples: ids.slice(0, 5) }));
  return { concepts, notes };
}
