import { HnlmError } from '@hnlm/core';

/**
 * Refuses to average over nobody.
 *
 * @throws HnlmError `EVAL_NO_USERS`
 */
export function checkAnyUser(measured: number, asked: number, where = ''): void {
  if (measured > 0) return;
  throw new HnlmError(`none of the ${asked} users has a held-out item${where}`, {
    code: 'EVAL_NO_USERS',
    hint: 'Check that the split left interactions for this part.',
    evidence: { users: asked },
  });
}
