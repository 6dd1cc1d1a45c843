import { HnlmError } from '@hnlm/core';

/**
 * Checks at the boundary what the kernels' inner loops do not: that every row index lies in the table.
 *
 * @throws HnlmError `ROW_TYPE`, `ROW_RANGE`
 */
export function checkRows(rows: Int32Array, count: number, what: string): void {
  if (!(rows instanceof Int32Array)) {
    throw new HnlmError(`${what} are not 32-bit integers`, {
      code: 'ROW_TYPE',
      hint: `Give ${what} as an Int32Array, such as Int32Array.from(list).`,
    });
  }
  for (let n = 0; n < rows.length; n++) {
    if (!(rows[n] >= 0 && rows[n] < count)) {
      throw new HnlmError(`${what}[${n}] is ${rows[n]}, but the table has ${count} rows`, {
        code: 'ROW_RANGE',
        evidence: { position: n, row: rows[n], rows: count },
      });
    }
  }
}
