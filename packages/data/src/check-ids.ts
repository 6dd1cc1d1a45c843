import { HnlmError, type IdMap } from '@hnlm/core';

/**
 * Checks that a format can write every id.
 *
 * @param fault says what is wrong with an id, or nothing
 * @throws HnlmError `DATA_ID`
 */
export function checkIds(
  { users, items }: { readonly users: IdMap; readonly items: IdMap },
  format: string,
  fault: (id: string) => string | undefined,
): void {
  for (const [kind, { ids }] of [['user', users] as const, ['item', items] as const]) {
    for (const id of ids) {
      const what = fault(id);
      if (what === undefined) continue;
      throw new HnlmError(`the ${kind} id ${JSON.stringify(id)} cannot be written as ${format}: ${what}`, {
        code: 'DATA_ID',
        hint: 'Export as csv, or rename the id in the source.',
        evidence: { id, format },
      });
    }
  }
}
