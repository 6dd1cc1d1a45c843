import assert from 'node:assert/strict';
import type { EmbeddingModel } from '../embedding-model.ts';

const texts = ['green tea from Uji', 'a folding bicycle', 'black tea from Assam', 'green tea from Uji'];

/**
 * Checks that a text encoder keeps the contract of {@link EmbeddingModel}: call it in a test of any
 * framework.
 *
 * @throws AssertionError at the first promise that is not kept.
 */
export async function testEmbeddingModel(model: EmbeddingModel): Promise<void> {
  const identity = await model.identity();
  assert.ok(identity.provider !== '' && identity.model !== '', 'identity names provider and model');
  assert.deepEqual(await model.identity(), identity, 'identity stays the same');

  const vectors = await model.embed(texts);
  assert.equal(vectors.length, texts.length, 'there is one vector a text');
  for (const vector of vectors) {
    assert.ok(vector instanceof Float32Array, 'vectors are Float32Array');
    assert.ok(vector.length > 0 && vector.length === vectors[0].length, 'all have the same length');
    assert.ok(vector.every(Number.isFinite), 'all numbers are finite');
    assert.ok(cosine(vector, vector) > 0.99, 'no vector is zero');
  }
  assert.ok(cosine(vectors[0], vectors[3]) > 0.9999, 'the same text gives the same vector');
  assert.ok(cosine(vectors[0], vectors[1]) < 0.9999, 'different texts give different vectors');

  for (const [index, text] of texts.entries()) {
    const [alone] = await model.embed([text]);
    assert.ok(cosine(alone, vectors[index]) > 0.9999, 'vectors come in the order of the texts');
  }
  assert.deepEqual(await model.embed([]), [], 'no texts give no vectors');
  const reason = new Error('stopped by the test');
  const aborted = model.embed(texts, { signal: AbortSignal.abort(reason) });
  await assert.rejects(aborted, reason, 'an aborted signal rejects with its reason');
}

function cosine(first: Float32Array, second: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array) =>
    a.reduce((sum, value, index) => sum + value * b[index], 0);
  return dot(first, second) / Math.sqrt(dot(first, first) * dot(second, second));
}
