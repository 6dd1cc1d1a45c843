import { createRandom, idMap } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { ground } from './ground.ts';
import { ivfIndex } from './ivf-index.ts';
import type { NegativeSet } from './negative-set.ts';
import type { NeighbourIndex } from './neighbour-index.ts';

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

  describe('with an index', () => {
    const [items, dimensions] = [itemIds(300), 8];
    const call = (index?: NeighbourIndex, topK = 4) =>
      ground({
        negatives: setOf(20),
        textEmbeddings: normals(20 * dimensions, 1),
        items,
        itemEmbeddings: normals(items.size * dimensions, 2),
        topK,
        index,
      });
    const indexOf = (search: NeighbourIndex['search'], size = items.size): NeighbourIndex => ({
      items: size,
      search,
    });

    it('gives what the exact scan gives, where the index misses nothing', async () => {
      const index = await ivfIndex({
        items,
        itemEmbeddings: normals(items.size * dimensions, 2),
        lists: 10,
        probes: 10,
        random: createRandom(0),
      });
      expect(await call(index)).toEqual(await call());
    });

    it('asks for unit vectors, puts what comes in order, and leaves out what is missing', async () => {
      const exact = await call();
      const index = indexOf((queries, k) => {
        expect(Math.hypot(...queries.subarray(dimensions, 2 * dimensions))).toBeCloseTo(1, 5);
        expect(k).toBe(4);
        return Int32Array.from({ length: 20 * k }, (_, place) => {
          const nearest = exact.texts[Math.floor(place / k)].grounded!;
          // One is missing: -1 for the first text, the next item once more for the others.
          if (place === 1) return -1;
          return items.indexOf(nearest[k - 1 - (place % k === 1 ? 2 : place % k)].item)!;
        });
      });
      const { texts } = await call(index);
      for (const [text, { grounded }] of texts.entries()) {
        expect(grounded).toEqual(exact.texts[text].grounded!.toSpliced(2, 1));
      }
    });

    it.each([
      ['other items', indexOf(() => new Int32Array(80), 299), /299 items, the catalogue 300/],
      ['too few', indexOf(() => new Int32Array(79)), /79 items where 80/],
      ['an item that is none', indexOf(() => new Int32Array(80).fill(300)), /item 300 of 300/],
    ])('refuses an index that has %s', async (_, index, message) => {
      await expect(call(index)).rejects.toMatchObject({
        code: 'NEIGHBOUR_INDEX',
        message: expect.stringMatching(message),
      });
    });
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
