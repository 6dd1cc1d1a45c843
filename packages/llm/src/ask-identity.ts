import type { CallOptions, ModelIdentity } from './chat-model.ts';
import { retrying } from './retrying.ts';

/**
 * Asks a model who it is, again where its server is busy for a moment. A server that is not there is an error at once: nothing
 * was begun yet.
 */
export function askIdentity(
  model: { identity(options?: CallOptions): Promise<ModelIdentity> },
  signal?: AbortSignal,
): Promise<ModelIdentity> {
  const retries = ({ code }: { readonly code: string }) => (code === 'LLM_UNREACHABLE' ? 0 : 7);
  return retrying(() => model.identity({ signal }), { signal, retries });
}
