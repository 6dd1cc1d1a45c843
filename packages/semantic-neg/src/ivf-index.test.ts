import { createRandom, idMap } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { ivfIndex } from './ivf-index.ts';
import { rankRows } from './rank-rows.ts';
import { unitRows } from './unit-rows.ts';

const dimensions = 16;
const itemIds = (count: number) => idMap(Array.from({ length: count }, (_, item) => `i${item}`));

/** Vectors around 40 centres, of which there are as many as the seed of the centres says. */
function vectors(count: number, seed: number): Float32Array {
  const centre = createRandom('centres');
  const centres = Float32Array.from({ length: 40 * dimensions }, () => centre.normal());
  const random = createRandom(seed);
  return Float32Array.from({ length: count * dimensions }, (_, place) => {
    const row = Math.floor(place / dimensions);
    return centres[(row % 40) * dimensions + (place % dimensions)] + random.normal() * 0.7;
  });
}

const [itemCount, queryCount, k] = [2000, 300, 5];
const itemEmbeddings = vectors(itemCount, 1);
const queries = unitRows(vectors(queryCount, 2), dimensions, 'query');
const exact = () => rankRows({ queries, rows: unitRows(itemEmbeddings, dimensions, 'item'), dimensions, k });
const build = (options: { lists?: number; probes?: number; seed?: number } = {}) =>
  ivfIndex({
    items: itemIds(itemCount),
    itemEmbeddings,
    random: createRandom(options.seed ?? 0),
    ...options,
  });

function recall(found: Int32Array, wanted: Int32Array): number {
  let hits = 0;
  for (let query = 0; query < queryCount; query++) {
    const right = new Set(wanted.subarray(query * k, (query + 1) * k));
    hits += found.subarray(query * k, (query + 1) * k).filter((item) => right.has(item)).length;
  }
  return hits / wanted.length;
}

describe('ivfIndex', () => {
  it('finds what the exact scan finds, where it probes all lists', async () => {
    const index = await build({ lists: 30, probes: 30 });
    expect(await index.search(queries, k)).toEqual(await exact());
  });

  it('finds most of it where it probes few, and more with more', async () => {
    const wanted = await exact();
    const shares = [];
    for (const probes of [1, 3, 9]) {
      shares.push(recall(await (await build({ lists: 45, probes })).search(queries, k), wanted));
    }
    expect(shares).toEqual(shares.toSorted());
    expect(shares[0]).toBeGreaterThan(0.5);
    expect(shares[0]).toBeLessThan(0.999);
    expect(shares[2]).toBeGreaterThan(0.97);
    // A sixteenth of 45 lists is 3.
    expect(recall(await (await build()).search(queries, k), wanted)).toBe(shares[1]);
  });

  it('gives the same for the same seed, and other lists for another', async () => {
    const [one, again, other] = await Promise.all(
      [7, 7, 8].map(async (seed) => (await build({ lists: 60, probes: 1, seed })).search(queries, k)),
    );
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('finds all of a catalogue smaller than what is asked for, zero vectors and equal ones too', async () => {
    const few = Float32Array.of(0, 0, 3, 0, 3, 0, 0, 1);
    const index = await ivfIndex({
      items: itemIds(4),
      itemEmbeddings: few,
      lists: 9,
      probes: 9,
      random: createRandom(0),
    });
    expect(await index.search(Float32Array.of(1, 0, 0, 0), 4)).toEqual(Int32Array.of(1, 2, 0, 3, 0, 1, 2, 3));
    const narrow = await ivfIndex({
      items: itemIds(4),
      itemEmbeddings: few,
      probes: 1,
      random: createRandom(0),
    });
    const found = await narrow.search(Float32Array.of(0, 1), 4);
    expect([...found].sort()).toEqual([...new Set(found), -1, -1, -1, -1].slice(0, 4).sort());
    expect(found[0]).toBe(3);
  });

  it('searches group by group, and tells how far it is', async () => {
    const index = await build({ lists: 20, probes: 20 });
    const many = new Float32Array(5000 * dimensions);
    for (let start = 0; start < many.length; start += queries.length) {
      many.set(queries.subarray(0, Math.min(queries.length, many.length - start)), start);
    }
    const done: number[] = [];
    const found = await index.search(many, k, { onProgress: (count) => done.push(count) });
    expect(done).toEqual([4096, 5000]);
    const wanted = await exact();
    for (let start = 0; start + wanted.length <= found.length; start += wanted.length) {
      expect(found.subarray(start, start + wanted.length)).toEqual(wanted);
    }
  });

  it.each([
    ['lists', { lists: 0 }],
    ['probes', { probes: 1.5 }],
  ])('refuses %s that are no whole number from 1', async (name, options) => {
    await expect(build(options)).rejects.toMatchObject({
      code: 'NEGATIVES_OPTION',
      message: expect.stringContaining(name),
    });
  });

  it('refuses embeddings that do not fit, and stops when its signal aborts', async () => {
    const random = createRandom(0);
    const call = ivfIndex({ items: itemIds(3), itemEmbeddings: new Float32Array(4), random });
    await expect(call).rejects.toMatchObject({ code: 'EMBEDDINGS_SHAPE' });
    const signal = AbortSignal.abort(new Error('enough'));
    const stopped = ivfIndex({ items: itemIds(itemCount), itemEmbeddings, random, signal });
    await expect(stopped).rejects.toThrow('enough');
    await expect((await build()).search(queries, k, { signal })).rejects.toThrow('enough');
  });
});
