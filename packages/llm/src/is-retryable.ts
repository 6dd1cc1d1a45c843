import { HnlmError } from '@hnlm/core';

/**
 * Says whether the same request may succeed later. Models mark such errors (server busy, connection lost,
 * time-out) with `evidence.retryable`, and with `evidence.retryAfter` (ms) where the server named a time.
 */
export function isRetryable(error: unknown): error is HnlmError {
  return HnlmError.isInstance(error) && error.evidence.retryable === true;
}
