import { HnlmError } from '@hnlm/core';
import { isRetryable } from './is-retryable.ts';

/** Whether a server failed by its own fault: no connection, or 5xx. A full queue (429) is none. */
export function isServerFault(error: unknown): error is HnlmError {
  if (!isRetryable(error)) return false;
  const { status } = error.evidence;
  return status === undefined || Number(status) >= 500;
}

/** Whether a server was asked for more than it can do at a time: 429, 503 or a time-out. */
export function isOverload(error: unknown): error is HnlmError {
  if (!HnlmError.isInstance(error)) return false;
  return [429, 503].includes(Number(error.evidence.status)) || error.code === 'LLM_TIMEOUT';
}

/** Whether a server will answer nothing, whatever it is asked: a wrong key, a missing model, an account with nothing left. */
export function refusesEverything(error: unknown): error is HnlmError {
  if (!HnlmError.isInstance(error)) return false;
  if (['LLM_MODEL_MISSING', 'LLM_QUOTA'].includes(error.code)) return true;
  return error.code === 'LLM_REQUEST' && [401, 403, 404].includes(Number(error.evidence.status));
}
