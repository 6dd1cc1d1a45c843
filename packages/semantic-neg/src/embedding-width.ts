import { HnlmError } from '@hnlm/core';

/**
 * Works out how many numbers an embedding has, from tables and how many rows each should hold.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if there is no such number.
 */
export function embeddingWidth(
  tables: Readonly<Record<string, readonly [values: Float32Array, rows: number]>>,
): number {
  const entries = Object.entries(tables);
  const [values, rows] = entries.map(([, table]) => table).find(([, count]) => count > 0) ?? [[], 0];
  const width = values.length / rows;
  const fits = entries.every(([, [numbers, count]]) => numbers.length === count * width);
  if (Number.isInteger(width) && width > 0 && fits) return width;
  const found = entries.map(([name, [numbers, count]]) => `${numbers.length} numbers for ${count} ${name}`);
  throw new HnlmError(`embeddings do not fit: ${found.join(', ')}`, {
    code: 'EMBEDDINGS_SHAPE',
    hint: 'Embed all of them with the same encoder, one row each.',
    evidence: Object.fromEntries(entries.map(([name, [numbers, count]]) => [name, [numbers.length, count]])),
  });
}
