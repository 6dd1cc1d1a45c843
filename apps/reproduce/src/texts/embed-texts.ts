import type { Vectors } from '@hnlm/align';
import { type EmbeddingCache, embedAll } from '@hnlm/llm';
import type { TextWork } from './text-work.ts';

/** Embeds lists of texts together, each with what they are, and returns the vectors of each list. */
export async function embedTexts(
  { options, embedder, progress, signal }: Pick<TextWork, 'options' | 'embedder' | 'progress' | 'signal'>,
  cache: EmbeddingCache,
  lists: readonly (readonly string[])[],
): Promise<Vectors[]> {
  progress.stage(`embeddings by ${options.embedder}`);
  const { vectors, dimensions } = await embedAll({
    model: embedder,
    texts: lists.flat(),
    cache,
    signal,
    onEvent: ({ done, total }) => progress.update(`${done} of ${total} texts`),
  });
  let start = 0;
  return lists.map(({ length }) => {
    const values = vectors.slice(start, start + length * dimensions);
    start += length * dimensions;
    return { values, dimensions };
  });
}
