import { contains, createRandom, csrFromPairs, rowOf, transpose } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallWorld } from '../__fixtures__/small-world.ts';
import { eigenOfSymmetric } from './eigen-of-symmetric.ts';
import { itemTree, sharedPrefix } from './item-tree.ts';
import { jaccardGraph } from './jaccard-graph.ts';
import { spectralEmbedding } from './spectral-embedding.ts';

beforeAll(() => useBackend('hnlm'));

const all = (count: number) => Int32Array.from({ length: count }, (_, n) => n);

describe('the Jaccard graph', () => {
  const { interactions } = smallWorld().train;
  const byItem = transpose(interactions);
  const similarity = (one: number, other: number) => {
    const [a, b] = [[...rowOf(byItem, one)], [...rowOf(byItem, other)]];
    const both = a.filter((user) => b.includes(user)).length;
    return both / new Set([...a, ...b]).size;
  };

  test('has every pair of items with a user in common, by the share of users that have both', () => {
    const { edges, weights } = jaccardGraph(interactions, 100);
    for (let one = 0; one < 40; one++) {
      for (let other = 0; other < 40; other++) {
        const expected = one === other ? 0 : similarity(one, other);
        expect(contains(edges, one, other)).toBe(expected > 0);
      }
      for (let n = edges.indptr[one]; n < edges.indptr[one + 1]; n++)
        expect(weights[n]).toBeCloseTo(similarity(one, edges.indices[n]), 6);
    }
  });

  test('keeps what is among the strongest of one of its ends', () => {
    const { edges } = jaccardGraph(interactions, 3);
    const strongest = Array.from({ length: 40 }, (_, one) =>
      [...all(40)]
        .filter((other) => other !== one && similarity(one, other) > 0)
        .sort((a, b) => similarity(one, b) - similarity(one, a) || a - b)
        .slice(0, 3),
    );
    for (let one = 0; one < 40; one++)
      for (let other = 0; other < 40; other++)
        expect(contains(edges, one, other)).toBe(
          strongest[one].includes(other) || strongest[other].includes(one),
        );
  });
});

test('eigenvectors are orthonormal and make the matrix up', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.nat(1000), (n, seed) => {
      const random = createRandom(seed);
      const half = Array.from({ length: n }, () => Array.from({ length: n }, () => random.normal()));
      const matrix = half.map((row, r) => row.map((value, c) => value + half[c][r]));
      const { values, vectors } = eigenOfSymmetric(matrix);
      for (let r = 0; r < n; r++) {
        if (r > 0) expect(values[r]).toBeLessThanOrEqual(values[r - 1]);
        for (let c = 0; c < n; c++) {
          const made = values.reduce((sum, value, k) => sum + value * vectors[k][r] * vectors[k][c], 0);
          expect(made).toBeCloseTo(matrix[r][c], 8);
          const product = vectors[r].reduce((sum, value, k) => sum + value * vectors[c][k], 0);
          expect(product).toBeCloseTo(r === c ? 1 : 0, 8);
        }
      }
    }),
  );
});

test('the spectral embedding of a ring is its slowest waves', () => {
  const nodes = 24;
  const next = Array.from({ length: nodes }, (_, n) => (n + 1) % nodes);
  const edges = csrFromPairs(nodes, nodes, [...all(nodes), ...next], [...next, ...all(nodes)]);
  const graph = { edges, weights: new Float32Array(2 * nodes).fill(0.3) };
  const values = spectralEmbedding(graph, 4, createRandom(1));
  // A ring's eigenvectors are waves; those of 1 and 2 turns follow the constant one, two of each.
  const waves = [1, 2].flatMap((turns) =>
    [Math.cos, Math.sin].map((wave) =>
      Array.from({ length: nodes }, (_, n) => wave((2 * Math.PI * turns * n) / nodes) * Math.sqrt(2 / nodes)),
    ),
  );
  for (let column = 0; column < 4; column++) {
    const own = Array.from({ length: nodes }, (_, n) => values[n * 4 + column]);
    const shares = waves.map((wave) => wave.reduce((sum, value, n) => sum + value * own[n], 0));
    expect(Math.hypot(...shares)).toBeCloseTo(1, 3);
    expect(Math.hypot(...(column < 2 ? shares.slice(0, 2) : shares.slice(2)))).toBeCloseTo(1, 2);
  }
});

test('parts that are not joined are told apart, and a node without edges lies at 0', () => {
  const group = (n: number) => (n < 10 ? 0 : n < 16 ? 1 : 2);
  const pairs = [...all(20)].flatMap((a) =>
    [...all(20)].filter((b) => a !== b && group(a) === group(b)).map((b) => [a, b]),
  );
  const edges = csrFromPairs(
    21,
    21,
    pairs.map(([a]) => a),
    pairs.map(([, b]) => b),
  );
  const graph = { edges, weights: new Float32Array(edges.indices.length).fill(1) };
  const values = spectralEmbedding(graph, 2, createRandom(1));
  const at = (n: number) => [...values.subarray(2 * n, 2 * n + 2)];
  const distance = (a: number, b: number) => Math.hypot(at(a)[0] - at(b)[0], at(a)[1] - at(b)[1]);
  for (let a = 0; a < 20; a++)
    for (let b = 0; b < a; b++) {
      if (group(a) === group(b)) expect(distance(a, b)).toBeLessThan(1e-3);
      else expect(distance(a, b)).toBeGreaterThan(0.1);
    }
  expect(at(20)).toEqual([0, 0]);
});

describe('the tree', () => {
  const make = (count: number, place: (n: number) => number[], items = all(count)) =>
    itemTree({
      vectors: Float32Array.from([...all(count)].flatMap(place)),
      dimensions: 2,
      items,
      random: createRandom(1),
    });

  test('splits four far groups apart', () => {
    const random = createRandom(3);
    const paths = make(100, (n) => [
      10 * (n % 2) + random.uniform(),
      10 * (Math.floor(n / 2) % 2) + random.uniform(),
    ]);
    for (let a = 0; a < 100; a++)
      for (let b = 0; b < a; b++) expect(paths[a][0] === paths[b][0]).toBe(a % 4 === b % 4);
  });

  test.each([
    ['far apart', (n: number) => [n * n, 0]],
    ['all in one place', () => [1, 1]],
  ])('%s: at most 30 in a leaf, and no branch above 1.6 times its share', (_name, place) => {
    const paths = make(500, place);
    const below = new Map<string, number>();
    for (const path of paths) {
      for (let level = 0; level <= path.length; level++) {
        const prefix = path.slice(0, level).join('-');
        below.set(prefix, (below.get(prefix) ?? 0) + 1);
      }
    }
    for (const [prefix, count] of below) {
      if (prefix === '') continue;
      const parent = prefix.split('-').slice(0, -1).join('-');
      expect(count).toBeLessThanOrEqual(0.4 * (below.get(parent) as number));
    }
    for (const path of paths) expect(below.get(path.join('-'))).toBeLessThanOrEqual(30);
  });

  test('leaves out items that are not in it', () => {
    const paths = make(100, (n) => [n, 0], all(60));
    expect(paths.slice(60).every((path) => path.length === 0)).toBe(true);
    expect(paths.slice(0, 60).every((path) => path.length > 0)).toBe(true);
  });

  test('a shared prefix is counted against the shorter path', () => {
    expect(sharedPrefix([1, 2, 3], [1, 2, 0])).toBeCloseTo(2 / 3);
    expect(sharedPrefix([1, 2, 3, 3], [1, 2])).toBe(1);
    expect(sharedPrefix([0], [1])).toBe(0);
    expect(sharedPrefix([], [1])).toBe(0);
  });
});

test('the interactions of the small world give a tree of its groups', () => {
  const graph = jaccardGraph(smallWorld().train.interactions, 100);
  const vectors = spectralEmbedding(graph, 3, createRandom(1));
  const paths = itemTree({ vectors, dimensions: 3, items: all(40), random: createRandom(2) });
  let agreed = 0;
  for (let a = 0; a < 40; a++)
    for (let b = 0; b < a; b++) if ((paths[a][0] === paths[b][0]) === (a % 4 === b % 4)) agreed++;
  expect(agreed / 780).toBeGreaterThan(0.95);
});
