import { type Csr, createRandom, csrFromPairs, type Random } from '@hnlm/core';
import fc from 'fast-check';
import { type BipartiteGraph, bipartiteGraph } from '../graph.ts';
import { type SparseMatrix, sparseMatrix } from '../sparse-matrix.ts';

/** The size of a problem; its values follow from the seed. */
export interface Problem {
  readonly users: number;
  readonly items: number;
  readonly d: number;
  /** Users of a batch, repeats included. */
  readonly batch: number;
  /** Items for each user of a batch. */
  readonly per: number;
  readonly seed: number;
}

/** Small problems of odd sizes: widths that fill no vector or block, one row, one column, empty rows, repeats. */
export const smallProblems: fc.Arbitrary<Problem> = fc.record({
  users: fc.integer({ min: 1, max: 9 }),
  items: fc.integer({ min: 1, max: 9 }),
  d: fc.oneof(fc.constantFrom(1, 4, 16, 17, 33), fc.integer({ min: 1, max: 70 })),
  batch: fc.integer({ min: 1, max: 9 }),
  per: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

/** Problems that are worth several threads: more users than items, and the reverse. */
export const largeProblems: readonly Problem[] = [
  { users: 1400, items: 700, d: 50, batch: 1400, per: 1, seed: 1 },
  { users: 700, items: 1400, d: 67, batch: 1000, per: 2, seed: 2 },
];

/** What the operations work on beside the two tables. */
export interface Context {
  readonly userRows: Int32Array;
  readonly itemRows: Int32Array;
  readonly interactions: Csr;
  readonly graph: BipartiteGraph;
  /** `[users, items]` */
  readonly matrix: SparseMatrix;
  /** A stream of random numbers, the same at each call. */
  random(): Random;
  dispose(): void;
}

/** Makes the tables of a problem, row-major, and the context on the current backend. */
export function materialise({ users, items, d, batch, per, seed }: Problem) {
  const random = createRandom(seed);
  const floats = (length: number) => Float32Array.from({ length }, () => random.normal());
  const rows = (length: number, bound: number) => Int32Array.from({ length }, () => random.integer(bound));
  const tables = { users: floats(users * d), items: floats(items * d) };
  const [userRows, itemRows] = [rows(batch, users), rows(batch * per, items)];
  const edges = 1 + random.integer(Math.min(users * items, 10_000));
  const interactions = csrFromPairs(users, items, rows(edges, users), rows(edges, items));
  const graph = bipartiteGraph(interactions);
  const matrix = sparseMatrix(interactions, floats(interactions.indices.length));
  const context: Context = {
    userRows,
    itemRows,
    interactions,
    graph,
    matrix,
    random: () => createRandom(seed).split('operation'),
    dispose() {
      graph.dispose();
      matrix.dispose();
    },
  };
  return { tables, context };
}
