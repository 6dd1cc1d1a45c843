import { HnlmError } from '@hnlm/core';
import type { VectorTable } from '../audit/vector-similarity.ts';

/**
 * Checks a table of vectors and counts its rows.
 *
 * @throws HnlmError `PLOT_VECTORS`
 */
export function checkVectors({ values, dimensions }: VectorTable, leastRows: number): number {
  const rows = values.length / dimensions;
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (Number.isInteger(rows) && Number.isInteger(dimensions) && rows >= leastRows && wrong === -1)
    return rows;
  throw new HnlmError(
    wrong === -1
      ? `cannot lay out ${values.length} values as rows of ${dimensions} dimensions`
      : `value ${wrong % dimensions} of vector ${Math.floor(wrong / dimensions)} is ${values[wrong]}`,
    {
      code: 'PLOT_VECTORS',
      hint: `Pass at least ${leastRows} vectors of finite numbers, row by row.`,
      evidence: { values: values.length, dimensions },
    },
  );
}
