import type { ModelIdentity } from './chat-model.ts';
import { digestOf, type TransformersSource } from './load-transformers.ts';

/** Tells what a model of transformers.js is; its files are read once. `variant` is what else decides about its results. */
export function transformersIdentity(source: TransformersSource, variant = ''): () => Promise<ModelIdentity> {
  let known: Promise<ModelIdentity> | undefined;
  return () => {
    known ??= digestOf(source).then((digest) => ({
      provider: 'transformers',
      model: `${source.model}${source.quantized === false ? '' : ', quantised'}${variant}`,
      ...(digest !== undefined && { digest }),
    }));
    return known;
  };
}
