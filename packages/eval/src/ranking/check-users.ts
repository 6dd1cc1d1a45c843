import { HnlmError } from '@hnlm/core';

/**
 * Checks dense user indices.
 *
 * @throws HnlmError `EVAL_USER` naming one that is out of range
 */
export function checkUsers(users: Int32Array, count: number): void {
  const unknown = users.find((user) => !(user >= 0 && user < count));
  if (unknown === undefined) return;
  throw new HnlmError(`there is no user with index ${unknown}`, {
    code: 'EVAL_USER',
    hint: `User indices go from 0 to ${count - 1}.`,
    evidence: { user: unknown },
  });
}
