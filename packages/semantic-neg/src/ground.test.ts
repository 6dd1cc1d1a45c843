import { createRandom, idMap } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import type { NegativeSet } from './negative-set.ts';

function setOf(texts: number): NegativeSet {
  return {
    texts: Array.from({ length: texts }, (_, text) => ({
      text: `text ${text}`,
      provenance: { generator: 'test' },
    })),
    pairs: [],
    coverage: { pairs: 0, covered: 0, uncovered: {} },
  };
}

const normals = (count: number, seed: number) => {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => random.normal());
};
const itemIds = (count: number) => idMap(Array.from({ length: count }, (_, item) => `i${item}`));

describe('ground', () => {
  it.each([1, 3, 4, 66, 131, 260])('finds the nearest items of %i texts exactly', async (texts) => {
    const [items, dimensions, topK] = [37, 19, 6];
    const textEmbeddings = normals(texts * dimensions, 1);
    const itemEmbeddings = normals(items * dimensions, 2);
    const { texts: grounded } = await ground({
      negatives: setOf(texts),
      textEmbeddings,
      items: itemIds(items),
      itemEmbeddings,
      topK,
    });
    const row = (values: Float32Array, index: number) =>
      values.subarray(index * dimensions, (index + 1) * dimensions);
    const dot = (a: Float32Array, b: Float32Array) =>
      a.reduce((sum, value, index) => sum + value * b[index], 0);
    for (let text = 0; text < texts; text++) {
      const vector = row(textEmbeddings, text);
      const expected = Array.from({ length: items }, (_, item) => {
        const other = row(itemEmbeddings, item);
        return {
          item: `i${item}`,
          similarity: dot(vector, other) / Math.sqrt(dot(vector, vector) * dot(other, other)),
        };
      })
        .sort((one, other) => other.similarity - one.similarity)
        .slice(0, topK);
      expect(grounded[text].grounded?.map(({ item }) => item)).toEqual(expected.map(({ item }) => item));
      for (const [place, { similarity }] of grounded[text].grounded!.entries()) {
        expect(similarity).toBeCloseTo(expected[place].similarity, 5);
      }
    }
  });

  it('breaks ties by the order of items and puts zero vectors at 0', async () => {
    const { texts } = await ground({
      negatives: setOf(2),
      textEmbeddings: Float32Array.of(2, 0, 0, 0),
      items: itemIds(4),
      itemEmbeddings: Float32Array.of(0, 1, 3, 0, 0, 0, 5, 0),
      topK: 9,
    });
    expect(texts[0].grounded).toEqual([
      { item: 'i1', similarity: 1 },
      { item: 'i3', similarity: 1 },
      { item: 'i0', similarity: 0 },
      { item: 'i2', similarity: 0 },
    ]);
    expect(texts[1].grounded?.map(({ similarity }) => similarity)).toEqual([0, 0, 0, 0]);
  });

  it('refuses embeddings that do not fit, or that hold NaN', async () => {
    const call = (textEmbeddings: Float32Array) =>
      ground({
        negatives: setOf(1),
        textEmbeddings,
        items: itemIds(2),
        itemEmbeddings: Float32Array.of(1, 0, 0, 1),
      });
    await expect(call(new Float32Array(3))).rejects.toMatchObject({ code: 'EMBEDDINGS_SHAPE' });
    await expect(call(Float32Array.of(1, Number.NaN))).rejects.toThrow(/text 0/);
  });

  it('stops when its signal aborts', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const call = ground({
      negatives: setOf(600),
      textEmbeddings: normals(1200, 1),
      items: itemIds(2),
      itemEmbeddings: normals(4, 2),
      signal: controller.signal,
      onEvent: ({ done }) => {
        seen.push(done);
        controller.abort(new Error('enough'));
      },
    });
    await expect(call).rejects.toThrow('enough');
    expect(seen).toEqual([252]);
  });
});
