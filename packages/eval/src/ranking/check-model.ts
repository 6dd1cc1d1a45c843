import { type HeldOut, HnlmError, type IdMap, type Model } from '@hnlm/core';

/**
 * Checks that a model fits the data it shall be measured on, and that its embeddings are numbers.
 *
 * @throws HnlmError `EVAL_SHAPE`, `EVAL_IDS` or `EVAL_NOT_FINITE`
 */
export function checkModel(model: Model, on: HeldOut): void {
  checkTable('user', model.users, model.userEmbeddings, model.dimensions);
  checkTable('item', model.items, model.itemEmbeddings, model.dimensions);
  checkIds('user', model.users, on.users);
  checkIds('item', model.items, on.items);
}

function checkTable(kind: string, ids: IdMap, table: Float32Array, dimensions: number): void {
  if (table.length !== ids.size * dimensions) {
    throw new HnlmError(
      `the model has ${table.length} ${kind} embedding values for ${ids.size} ${kind}s x ${dimensions} dimensions`,
      { code: 'EVAL_SHAPE', evidence: { kind, values: table.length, rows: ids.size, dimensions } },
    );
  }
  const bad = table.findIndex((value) => !Number.isFinite(value));
  if (bad === -1) return;
  const id = ids.ids[Math.floor(bad / dimensions)];
  throw new HnlmError(`the embedding of ${kind} "${id}" holds ${table[bad]}`, {
    code: 'EVAL_NOT_FINITE',
    hint: 'Training diverged or the embeddings were damaged; lower the learning rate, or check where they come from.',
    evidence: { kind, id, dimension: bad % dimensions },
  });
}

function checkIds(kind: string, model: IdMap, data: IdMap): void {
  if (model === data) return;
  const length = Math.max(model.size, data.size);
  for (let index = 0; index < length; index++) {
    if (model.ids[index] === data.ids[index]) continue;
    const name = (ids: IdMap) => (index < ids.size ? `"${ids.ids[index]}"` : 'none');
    throw new HnlmError(`${kind} ${index} is ${name(model)} in the model and ${name(data)} in the data`, {
      code: 'EVAL_IDS',
      hint: 'Measure a model on the data set that it was trained on.',
      evidence: { kind, index },
    });
  }
}
