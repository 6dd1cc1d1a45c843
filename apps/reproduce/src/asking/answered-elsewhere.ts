import type { Generation, GenerationProvenance, GenerationTask } from '@hnlm/llm';

/** Takes what the ledger has, and fails the other prompts for now: their answers come from elsewhere. */
export function answeredElsewhere<T>(
  { task }: { readonly task: GenerationTask<T> },
  generations: readonly (Generation<T> | undefined)[],
): Generation<T>[] {
  const failed: Generation<T> = {
    status: 'failed',
    reason: 'it is answered elsewhere',
    provenance: unasked(task),
  };
  return generations.map((generation) => generation ?? failed);
}

/** The provenance of what no model was asked for. */
export function unasked({ name, version }: GenerationTask<unknown>): GenerationProvenance {
  const model = { provider: 'none', model: 'none' };
  return { model, task: { name, version }, promptHash: '', schemaHash: '', attempts: 0, repaired: false };
}
