import { HnlmError } from '@hnlm/core';
import type { CallOptions } from './chat-model.ts';
import { tellLimits } from './rate-limits.ts';
import { retryAfter, withoutSecrets } from './server-errors.ts';

/**
 * Translates an error of the SDK, which says itself whether repeating may help. It is not kept as the cause: it holds the
 * whole prompt, and often the key.
 */
export function aiSdkError(error: unknown, provider: string, { signal, onLimits }: CallOptions): unknown {
  if (signal?.aborted) return signal.reason;
  if (HnlmError.isInstance(error) || !(error instanceof Error)) return error;
  const { isRetryable, statusCode, responseHeaders } = error as {
    isRetryable?: boolean;
    statusCode?: number;
    responseHeaders?: Record<string, string>;
  };
  tellLimits(responseHeaders, onLimits);
  const after = retryAfter(responseHeaders ?? {});
  return new HnlmError(`${provider}: ${withoutSecrets(error.message)}`, {
    code: 'LLM_REQUEST',
    hint: isRetryable
      ? 'The provider may answer later.'
      : 'The request is one that this model does not take.',
    evidence: {
      ...(statusCode !== undefined && { status: statusCode }),
      // Lost connections are plain TypeErrors of fetch.
      retryable: isRetryable ?? error instanceof TypeError,
      ...(after > 0 && { retryAfter: after }),
    },
  });
}
