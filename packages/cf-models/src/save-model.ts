import { HnlmError, idMap, type Model } from '@hnlm/core';
import { checkpointFile } from './checkpoint-file.ts';
import { nodeFiles } from './node-files.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';

const format = 'hnlm-model-1';

/**
 * Turns a model into the bytes of one safetensors file: tensors `users` and `items`, and the original ids as JSON lists in its metadata
 * under the same names. `openModel` reads it, and so does `safetensors` in Python.
 *
 * @example
 * ```ts
 * await writeFile('model.safetensors', await encodeModel(model));
 * ```
 */
export function encodeModel(model: Model): Promise<Uint8Array<ArrayBuffer>> {
  const { users, items, dimensions, userEmbeddings, itemEmbeddings } = model;
  return encodeTensors({
    tensors: {
      users: { shape: [users.size, dimensions], values: userEmbeddings },
      items: { shape: [items.size, dimensions], values: itemEmbeddings },
    },
    metadata: { format, users: JSON.stringify(users.ids), items: JSON.stringify(items.ids) },
  });
}

/**
 * Reads what {@link encodeModel} made.
 *
 * @param name named in errors
 * @throws HnlmError `FILE_DAMAGED`, `MODEL_FORMAT`
 * @example
 * ```ts
 * const model = await decodeModel(new Uint8Array(await response.arrayBuffer()));
 * ```
 */
export async function decodeModel(bytes: Uint8Array, name = 'the model'): Promise<Model> {
  const { tensors, metadata } = await decodeTensors(bytes, name);
  if (metadata.format !== format) {
    throw new HnlmError(`${name} is "${metadata.format}", not "${format}"`, {
      code: 'MODEL_FORMAT',
      hint: 'Open a file that saveModel wrote.',
    });
  }
  return {
    users: idMap(JSON.parse(metadata.users)),
    items: idMap(JSON.parse(metadata.items)),
    dimensions: tensors.users.shape[1],
    userEmbeddings: tensors.users.values as Float32Array,
    itemEmbeddings: tensors.items.values as Float32Array,
  };
}

/**
 * Saves a model in a file, as a whole or not at all (Node). In a page, keep the bytes of {@link encodeModel}.
 *
 * @example
 * ```ts
 * await saveModel(model, 'model.safetensors');
 * ```
 */
export async function saveModel(model: Model, path: string): Promise<void> {
  await checkpointFile(path).write(await encodeModel(model));
}

/**
 * Opens a model that {@link saveModel} saved (Node).
 *
 * @throws HnlmError `MODEL_FILE`, `FILE_DAMAGED`, `MODEL_FORMAT`
 * @example
 * ```ts
 * await saveModel(model, 'model.safetensors');
 * const same = await openModel('model.safetensors');
 * ```
 */
export async function openModel(path: string): Promise<Model> {
  const { readFile } = await nodeFiles();
  const bytes = await readFile(path).catch((cause: Error) => {
    throw new HnlmError(`the model ${path} cannot be read: ${cause.message}`, {
      code: 'MODEL_FILE',
      hint: 'Name a file that saveModel wrote.',
      evidence: { file: path },
      cause,
    });
  });
  return decodeModel(bytes, path);
}
