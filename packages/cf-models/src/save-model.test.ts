import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { idMap } from '@hnlm/core';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportEmbeddings } from './export-embeddings.ts';
import { openModel, saveModel } from './save-model.ts';

const model = {
  ...{ users: idMap(['ann', 'b,o"b\n']), items: idMap(['x', 'y', 'ÿ']), dimensions: 2 },
  userEmbeddings: Float32Array.of(1, 2, 3, -4.5),
  itemEmbeddings: Float32Array.of(5, 6, 7, 8, 9, 1e-20),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hnlm-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a saved model opens as it was; a damaged one does not', async () => {
  const path = join(folder, 'new folder', 'model.safetensors');
  await saveModel(model, path);
  const opened = await openModel(path);
  expect({ ...opened, users: opened.users.ids, items: opened.items.ids }).toEqual({
    ...{ ...model, users: model.users.ids, items: model.items.ids },
  });
  const bytes = await readFile(path);
  bytes[bytes.length - 3] ^= 1;
  await writeFile(path, bytes);
  await expect(openModel(path)).rejects.toMatchObject({ code: 'FILE_DAMAGED' });
});

test('a model that is not there is one clear error', async () => {
  const path = join(folder, 'nowhere.safetensors');
  await expect(openModel(path)).rejects.toMatchObject({ code: 'MODEL_FILE', evidence: { file: path } });
});

test('exports Arrow tables with ids', async () => {
  await exportEmbeddings(model, folder, { as: 'arrow' });
  const table = tableFromIPC(await readFile(join(folder, 'items.arrow')));
  expect(table.toArray().map((row) => [row.id, ...row.vector])).toEqual([
    ['x', 5, 6],
    ['y', 7, 8],
    ['ÿ', 9, Math.fround(1e-20)],
  ]);
});

test('exports .npy as numpy writes it, with ids beside', async () => {
  await exportEmbeddings(model, folder, { as: 'npy' });
  const bytes = await readFile(join(folder, 'users.npy'));
  // numpy.save of the same array, with numpy 2.
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }";
  expect(bytes.subarray(0, 10)).toEqual(Buffer.from([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]));
  expect(bytes.subarray(10, 128).toString()).toBe(`${header.padEnd(117)}\n`);
  expect(
    new Float32Array(bytes.buffer.slice(bytes.byteOffset + 128, bytes.byteOffset + bytes.length)),
  ).toEqual(model.userEmbeddings);
  expect(JSON.parse(await readFile(join(folder, 'users.json'), 'utf8'))).toEqual(model.users.ids);
});
