import { csrFromPairs, type HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Evaluation, evaluate, weightedSum } from './__fixtures__/evaluate.ts';
import { operations } from './__fixtures__/operations.ts';
import { largeProblems, materialise, type Problem, smallProblems } from './__fixtures__/problems.ts';
import { backendStatus } from './backend-status.ts';
import { bipartiteGraph } from './graph.ts';
import { propagate } from './ops/propagate.ts';
import { useBackend } from './use-backend.ts';

const missing = await useBackend('tensorflow').then(
  () => undefined,
  (error: HnlmError) => error.message,
);
/** Small problems are computed on the calling thread alone; large ones are what threads are for. */
const backends = [
  { name: 'hnlm on 1 thread', use: () => useBackend('hnlm', { threads: 1 }), small: true, large: false },
  { name: 'hnlm on 3 threads', use: () => useBackend('hnlm', { threads: 3 }), small: false, large: true },
  { name: 'tensorflow', use: () => useBackend('tensorflow'), small: true, large: true, missing },
];
const names = Object.keys(operations);

async function evaluateOn(use: () => Promise<void>, ...args: Parameters<typeof evaluate>) {
  await use();
  const evaluation = evaluate(...args);
  expect(evaluation.leaked).toBe(0);
  return evaluation;
}
const onCpu = () => useBackend('cpu');

function expectClose(actual: Evaluation, expected: Evaluation, tolerance: number) {
  for (const kind of ['outputs', 'gradients'] as const) {
    expect(actual[kind].length).toBe(expected[kind].length);
    for (const [n, values] of actual[kind].entries()) expectValues(values, expected[kind][n], tolerance);
  }
}

/** NaN and infinities must be where they are expected; other values may differ by rounding. */
function expectValues(actual: Float32Array, expected: Float32Array, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let n = 0; n < actual.length; n++) {
    const close = Math.abs(actual[n] - expected[n]) <= tolerance * (1 + Math.abs(expected[n]));
    if (!close && !Object.is(actual[n], expected[n])) {
      expect.fail(`entry ${n} of ${actual.length} is ${actual[n]}, not ${expected[n]}`);
    }
  }
}

const about = 'gives what the plain cpu backend gives';

for (const { name: backend, use, small, large, missing } of backends) {
  describe.skipIf(missing)(`${backend} ${missing ? `(skipped: ${missing})` : about}`, () => {
    if (small) {
      test.each(names)('%s', async (name) => {
        await fc.assert(
          fc.asyncProperty(smallProblems, async (problem) => {
            const expected = await evaluateOn(onCpu, name, problem);
            expectClose(await evaluateOn(use, name, problem), expected, 1e-4);
          }),
          { numRuns: 20 },
        );
      });

      test.each(names)('%s, with numbers that are not finite', async (name) => {
        const problem: Problem = { users: 6, items: 5, d: 19, batch: 4, per: 1, seed: 5 };
        for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          const change = (tables: { users: Float32Array; items: Float32Array }) => {
            tables.users[20] = odd;
            tables.items[17] = odd;
          };
          const expected = await evaluateOn(onCpu, name, problem, change);
          expectClose(await evaluateOn(use, name, problem, change), expected, 1e-4);
        }
      });
    }
    if (large) {
      test.each(names)('%s, at a size that is worth several threads', async (name) => {
        const problem = largeProblems[0];
        const expected = await evaluateOn(onCpu, name, problem);
        expectClose(await evaluateOn(use, name, problem), expected, 1e-3);
      });
    }
  });
}

/** Threads that only just start would leave all work to the calling one. */
async function useAwake(threads: number) {
  await useBackend('hnlm', { threads });
  const x = tf.ones([256, 256]);
  const deadline = performance.now() + 20_000;
  while (threads > 1 && backendStatus().busy.includes(0) && performance.now() < deadline) {
    tf.matMul(x, x).dispose();
  }
  x.dispose();
  expect(threads === 1 || !backendStatus().busy.includes(0)).toBe(true);
}

test.each(names)('%s has the same bits on 1, 2 and 3 threads', async (name) => {
  const bits: Buffer[][] = [];
  for (const threads of [1, 2, 3]) {
    await useAwake(threads);
    const all = largeProblems.map((problem) => evaluate(name, problem));
    const values = all.flatMap(({ outputs, gradients }) => [...outputs, ...gradients]);
    bits.push(values.map(({ buffer }) => Buffer.from(buffer)));
  }
  for (const other of bits.slice(1)) {
    for (const [n, buffer] of other.entries()) expect(buffer.equals(bits[0][n])).toBe(true);
  }
});

/** Noise counts as constant in gradients, while its sign jumps where a value crosses zero. */
const smooth = names.filter((name) => !name.includes('noise'));

test.each(smooth)('%s has the gradient that finite differences give', async (name) => {
  const problem: Problem = { users: 3, items: 4, d: 5, batch: 6, per: 2, seed: 3 };
  const { gradients } = await evaluateOn(() => useBackend('hnlm'), name, problem);
  await useBackend('cpu');
  const { tables, context } = materialise(problem);
  const step = 1e-2;
  for (const [side, values] of [tables.users, tables.items].entries()) {
    for (let n = 0; n < values.length; n++) {
      const at = (shift: number) =>
        tf.tidy(() => {
          const moved = values.slice();
          moved[n] += shift;
          const [u, v] = side === 0 ? [moved, tables.items] : [tables.users, moved];
          const users = tf.tensor2d(u, [problem.users, problem.d]);
          const items = tf.tensor2d(v, [problem.items, problem.d]);
          return weightedSum(operations[name]({ users, items }, context)).dataSync()[0];
        });
      expect(gradients[side][n]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
    }
  }
  context.dispose();
});

test('a NaN spreads to the neighbours within as many steps as there are layers, in its column alone', async () => {
  await useBackend('hnlm');
  // A chain: user k has the items k and k + 1.
  const graph = bipartiteGraph(
    csrFromPairs(6, 7, [0, 0, 1, 1, 2, 2, 3, 3, 4, 4], [0, 1, 1, 2, 2, 3, 3, 4, 4, 5]),
  );
  const users = tf.tensor2d(new Float32Array(6 * 19).fill(1).fill(Number.NaN, 17, 18), [6, 19]);
  const items = tf.ones([7, 19]) as tf.Tensor2D;
  const out = propagate({ users, items }, graph, { layers: 2 });
  const broken = (table: tf.Tensor) =>
    [...table.dataSync()].flatMap((value, n) => (Number.isNaN(value) ? [[Math.floor(n / 19), n % 19]] : []));
  expect([broken(out.users), broken(out.items)]).toEqual([
    [
      [0, 17],
      [1, 17],
    ],
    [
      [0, 17],
      [1, 17],
    ],
  ]);
  tf.dispose([users, items, out.users, out.items]);
  graph.dispose();
});

test('the values that dataSync returns outlive the tensor', async () => {
  await useBackend('hnlm');
  const tensor = tf.tensor1d([1, 2, 3]);
  const values = tensor.dataSync();
  tensor.dispose();
  tf.tensor1d([9, 9, 9]).dispose();
  expect([...values]).toEqual([1, 2, 3]);
});
