import { execFileSync } from 'node:child_process';
import { type Csr, csrFromPairs } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { bipartiteGraph } from './graph.ts';
import { gatherRows, scatterAddRows } from './ops/gather-rows.ts';
import { pairDots } from './ops/pair-dots.ts';
import { propagate } from './ops/propagate.ts';
import { propagation } from './ops/propagation.ts';
import { sparseMatMul } from './ops/sparse-mat-mul.ts';
import { sumSquaresOfRows } from './ops/sum-squares-of-rows.ts';
import { weightedRows } from './ops/weighted-rows.ts';
import { sparseMatrix } from './sparse-matrix.ts';
import { useBackend } from './use-backend.ts';

beforeAll(() => useBackend('hnlm'));

const csr = csrFromPairs(2, 3, [0, 0, 1], [0, 2, 1]);
const withRows = (indptr: number[], indices: number[]): Csr => ({
  rows: 2,
  columns: 3,
  indptr: Int32Array.from(indptr),
  indices: Int32Array.from(indices),
});
const table = (rows: number, d = 4) => tf.ones([rows, d]) as tf.Tensor2D;
const rows = (...list: number[]) => Int32Array.from(list);
const graph = () => bipartiteGraph(csr);

/** What is wrong, the code of the error, and a call. */
const calls: [string, string, () => unknown][] = [
  ['a row beyond the table', 'ROW_RANGE', () => gatherRows(table(3), rows(0, 3))],
  ['a negative row', 'ROW_RANGE', () => gatherRows(table(3), rows(-1))],
  ['rows that are no integers', 'ROW_TYPE', () => gatherRows(table(3), [0.5] as never)],
  ['rows as floats', 'ROW_TYPE', () => scatterAddRows(table(1), Float32Array.of(1) as never, 3)],
  ['a row beyond the result', 'ROW_RANGE', () => scatterAddRows(table(1), rows(3), 3)],
  ['more rows than listed', 'SHAPE', () => scatterAddRows(table(2), rows(1), 3)],
  ['tables of two widths', 'SHAPE', () => pairDots(table(3), table(3, 5), rows(0), [rows(0)])],
  ['lists of unequal length', 'SHAPE', () => pairDots(table(3), table(3), rows(0, 1), [rows(0, 1, 2)])],
  ['an item beyond the table', 'ROW_RANGE', () => pairDots(table(3), table(3), rows(0), [rows(3)])],
  ['a user beyond the table', 'ROW_RANGE', () => pairDots(table(3), table(3), rows(3), [rows(0)])],
  ['a row to regularise', 'ROW_RANGE', () => sumSquaresOfRows(table(3), rows(5))],
  ['tables that do not fit the graph', 'SHAPE', () => propagateOf(table(2), table(2))],
  ['tables of two widths for a graph', 'SHAPE', () => propagateOf(table(2), table(3, 5))],
  ['a user beyond the graph', 'ROW_RANGE', () => rowsOf(rows(2), rows(0))],
  ['an item beyond the graph', 'ROW_RANGE', () => rowsOf(rows(0), rows(3))],
  ['a graph of tables that do not fit', 'SHAPE', () => rowsOf(rows(0), rows(0), table(5))],
  ['a graph without edges', 'GRAPH_EMPTY', () => bipartiteGraph(csrFromPairs(2, 3, [], []))],
  ['a graph with an item out of range', 'ROW_RANGE', () => bipartiteGraph(withRows([0, 1, 2], [0, 3]))],
  ['a graph with bad row pointers', 'SHAPE', () => bipartiteGraph(withRows([0, 9, 2], [0, 1]))],
  ['a matrix with a column out of range', 'ROW_RANGE', () => sparseMatrix(withRows([0, 1, 2], [0, -1]))],
  ['a matrix with too few row pointers', 'SHAPE', () => sparseMatrix(withRows([0, 2], [0, 1]))],
  ['a weight that is NaN', 'WEIGHTS', () => sparseMatrix(csr, [1, Number.NaN, 2])],
  ['a weight that is infinite', 'WEIGHTS', () => sparseMatrix(csr, [1, 2, Number.NEGATIVE_INFINITY])],
  ['a weight beyond float32', 'WEIGHTS', () => sparseMatrix(csr, [1, 2, 1e300])],
  ['too few weights', 'WEIGHTS', () => sparseMatrix(csr, [1, 2])],
  ['a matrix that does not fit', 'SHAPE', () => sparseMatMul(sparseMatrix(csr), table(2))],
  ['entries that do not fit', 'SHAPE', () => weightedRows(table(2), csr)],
  ['an entry beyond the table', 'ROW_RANGE', () => weightedRows(table(3), withRows([0, 1, 2], [0, 3]))],
  ['an entry that weighs NaN', 'WEIGHTS', () => weightedRows(table(3), csr, [1, Number.NaN, 2])],
];

function propagateOf(users: tf.Tensor2D, items: tf.Tensor2D) {
  return propagate({ users, items }, graph(), { layers: 2 });
}

function rowsOf(userRows: Int32Array, itemRows: Int32Array, users = table(2)) {
  return propagation({ users, items: table(3) }, graph(), { layers: 2 }).rows(userRows, itemRows);
}

test.each(calls)('%s: %s', (_what, code, call) => {
  expect(() => tf.tidy(() => void call())).toThrow(expect.objectContaining({ code }));
});

test('an unknown backend is refused with a suggestion', async () => {
  await expect(useBackend('hnml')).rejects.toMatchObject({
    code: 'BACKEND_UNKNOWN',
    hint: expect.stringContaining('"hnlm"'),
  });
});

test.each([0, 65, 1.5, Number.NaN])('%s threads are refused', async (threads) => {
  await expect(useBackend('hnlm', { threads })).rejects.toMatchObject({ code: 'OPTION' });
});

/** Runs code of this package in a process of its own and returns the code of the error that it ends with. */
function errorIn(code: string, ...flags: string[]): string {
  const script = `
    import { useBackend } from ${JSON.stringify(new URL('./use-backend.ts', import.meta.url).href)};
    try { ${code} } catch (error) { console.log('code', error.code, error.hint); }`;
  return execFileSync(
    process.execPath,
    ['--conditions=@hnlm/source', ...flags, '--input-type=module', '--eval', script],
    { cwd: new URL('.', import.meta.url), encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
}

// V8 has no SIMD where the processor lacks SSE 4.1; elsewhere than on x64 the flag means nothing.
test.skipIf(process.arch !== 'x64')('an engine without SIMD is one error that names the way out', () => {
  const output = errorIn(`await useBackend('hnlm');`, '--no-enable-sse4-1');
  expect(output).toContain('code WASM_UNSUPPORTED');
  expect(output).toContain("the backend 'cpu'");
});

test('the backend tensorflow without its package is one error that names the install command', () => {
  const output = errorIn(`await useBackend('tensorflow'); console.log('installed');`);
  expect(output).toMatch(
    /^installed|code OPTIONAL_MISSING Install it with: npm install @tensorflow\/tfjs-node/m,
  );
});
