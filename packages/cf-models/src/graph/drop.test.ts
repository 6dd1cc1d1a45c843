import { type Csr, contains, createRandom, csrFromPairs, expandRows, rowOf } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dropEdges } from './drop-edges.ts';
import { dropNodes } from './drop-nodes.ts';

const graphs = fc
  .array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 7 })), { minLength: 1, maxLength: 60 })
  .map((pairs) =>
    csrFromPairs(
      12,
      8,
      pairs.map(([user]) => user),
      pairs.map(([, item]) => item),
    ),
  );
const rates = fc.double({ min: 0, max: 0.95, noNaN: true });
const seeds = fc.nat();
const stream = (seed: number) => createRandom(seed).split('view');
const full = csrFromPairs(
  100,
  50,
  Array.from({ length: 5000 }, (_, n) => Math.floor(n / 50)),
  Array.from({ length: 5000 }, (_, n) => n % 50),
);

function isPartOf(part: Csr, whole: Csr): boolean {
  const owners = expandRows(part);
  return part.indices.every((item, edge) => contains(whole, owners[edge], item));
}

const degreesOfItems = (csr: Csr) => {
  const degrees = new Int32Array(csr.columns);
  for (const item of csr.indices) degrees[item]++;
  return degrees;
};

describe.each([
  ['dropEdges', dropEdges],
  ['dropNodes', dropNodes],
])('%s', (_name, drop) => {
  test('leaves a part of the graph, of the same size, without repeats and in order', () => {
    fc.assert(
      fc.property(graphs, rates, seeds, (graph, rate, seed) => {
        const view = drop(graph, rate, stream(seed));
        expect([view.rows, view.columns, view.indptr.length]).toEqual([12, 8, 13]);
        expect(view.indptr[12]).toBe(view.indices.length);
        expect(isPartOf(view, graph)).toBe(true);
        for (let user = 0; user < 12; user++) {
          const items = [...rowOf(view, user)];
          expect(items).toEqual([...new Set(items)].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('at rate 0 leaves the graph as it is', () => {
    fc.assert(
      fc.property(graphs, seeds, (graph, seed) => {
        expect(drop(graph, 0, stream(seed))).toEqual(graph);
      }),
    );
  });

  test('the same stream gives the same graph, another one another', () => {
    const view = drop(full, 0.3, stream(1));
    expect(drop(full, 0.3, stream(1))).toEqual(view);
    expect(drop(full, 0.3, stream(2))).not.toEqual(view);
  });

  test.each([-0.1, 1, Number.NaN])('refuses a rate of %d', (rate) => {
    expect(() => drop(full, rate, stream(1))).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });
});

test('dropEdges keeps exactly the share that the rate leaves', () => {
  fc.assert(
    fc.property(graphs, rates, seeds, (graph, rate, seed) => {
      const kept = dropEdges(graph, rate, stream(seed)).indices.length;
      expect(kept).toBe(Math.floor((1 - rate) * graph.indices.length));
    }),
  );
});

test('dropEdges keeps every edge equally often', () => {
  const kept = new Int32Array(5000);
  for (let seed = 0; seed < 200; seed++) {
    const view = dropEdges(full, 0.25, stream(seed));
    for (const [edge, user] of expandRows(view).entries()) kept[user * 50 + view.indices[edge]]++;
  }
  // 200 draws with a chance of .75 each: mean 150, standard deviation 6.1.
  expect(kept.reduce((sum, count) => sum + count, 0)).toBe(200 * 3750);
  expect(Math.min(...kept)).toBeGreaterThan(150 - 5 * 6.1);
  expect(Math.max(...kept)).toBeLessThan(150 + 5 * 6.1);
  const first = kept.subarray(0, 500).reduce((sum, count) => sum + count, 0) / 500;
  expect(Math.abs(first - 150)).toBeLessThan(4 * (6.1 / Math.sqrt(500)));
});

test('dropNodes takes all edges of the dropped nodes and none of the others', () => {
  const view = dropNodes(full, 0.25, stream(3));
  const users = Array.from({ length: 100 }, (_, user) => rowOf(view, user).length);
  // Every user buys every item, so those who stay keep the 50 - floor(12.5) items that stay.
  expect(users.filter((degree) => degree === 0).length).toBe(25);
  expect(users.filter((degree) => degree === 38).length).toBe(75);
  const items = [...degreesOfItems(view)];
  expect(items.filter((degree) => degree === 0).length).toBe(12);
  expect(items.filter((degree) => degree === 75).length).toBe(38);
});
