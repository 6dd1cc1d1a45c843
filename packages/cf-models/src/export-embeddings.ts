import { type IdMap, loadOptional, type Model } from '@hnlm/core';
import { nodeFiles } from './node-files.ts';

/** Options of {@link exportEmbeddings}. */
export interface ExportEmbeddingsOptions {
  /**
   * `arrow` writes `users.arrow` and `items.arrow`, each with the columns `id` and `vector`; it needs `apache-arrow`. `npy`
   * writes `users.npy` and `items.npy` for `numpy.load`, with the ids, in the order of the rows, in `users.json` and `items.json`.
   */
  readonly as: 'arrow' | 'npy';
}

/**
 * Exports the embeddings of a model to a folder, keyed by original ids, for other tools (Node).
 *
 * @throws HnlmError `OPTIONAL_MISSING` where `apache-arrow` is not installed.
 * @example
 * ```ts
 * await exportEmbeddings(model, 'embeddings', { as: 'npy' });
 * ```
 */
export async function exportEmbeddings(
  model: Model,
  folder: string,
  { as }: ExportEmbeddingsOptions,
): Promise<void> {
  const { mkdir, writeFile } = await nodeFiles();
  await mkdir(folder, { recursive: true });
  const tables: readonly [string, IdMap, Float32Array][] = [
    ['users', model.users, model.userEmbeddings],
    ['items', model.items, model.itemEmbeddings],
  ];
  for (const [name, ids, values] of tables) {
    if (as === 'arrow') {
      await writeFile(`${folder}/${name}.arrow`, await arrowTable(ids, values, model.dimensions));
    } else {
      await writeFile(`${folder}/${name}.npy`, encodeNpy(values, [ids.size, model.dimensions]));
      await writeFile(`${folder}/${name}.json`, JSON.stringify(ids.ids));
    }
  }
}

async function arrowTable(
  { ids, size }: IdMap,
  values: Float32Array,
  dimensions: number,
): Promise<Uint8Array> {
  const arrow = await loadOptional('apache-arrow', () => import('apache-arrow'));
  const { Field, FixedSizeList, Float32, makeData, Table, tableToIPC, Vector, vectorFromArray } = arrow;
  const type = new FixedSizeList(dimensions, new Field('value', new Float32(), false));
  const child = makeData({ type: new Float32(), data: values });
  const vector = new Vector([makeData({ type, length: size, nullCount: 0, child } as never)]);
  return tableToIPC(new Table({ id: vectorFromArray(ids as string[]), vector }), 'file');
}

/** Writes version 1.0 of numpy's format: a magic number, the length of the header, the header, the numbers. */
function encodeNpy(values: Float32Array, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + values.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + length);
  return bytes;
}
