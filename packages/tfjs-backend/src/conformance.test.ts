import { createRandom, csrFromPairs } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { adam } from './adam.ts';
import { type BipartiteGraph, bipartiteGraph } from './graph.ts';
import { gatherRows, scatterAddRows } from './ops/gather-rows.ts';
import { pairDots } from './ops/pair-dots.ts';
import { propagate } from './ops/propagate.ts';
import { propagation } from './ops/propagation.ts';
import { sumSquaresOfRows } from './ops/sum-squares-of-rows.ts';
import { useBackend } from './use-backend.ts';

beforeAll(async () => {
  await useBackend('hnlm');
});

/** Small problems with odd sizes: widths that are no multiple of four, empty rows, one row, repeats. */
const problems = fc.record({
  users: fc.integer({ min: 1, max: 7 }),
  items: fc.integer({ min: 1, max: 9 }),
  d: fc.integer({ min: 1, max: 70 }),
  batch: fc.integer({ min: 1, max: 9 }),
  per: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 0, max: 1000 }),
});

type Problem = typeof problems extends fc.Arbitrary<infer T> ? T : never;

function materialise({ users, items, d, batch, per, seed }: Problem) {
  const random = createRandom(seed);
  const floats = (length: number) => Float32Array.from({ length }, () => random.normal());
  const rows = (length: number, bound: number) => Int32Array.from({ length }, () => random.integer(bound));
  const edges = 1 + random.integer(users * items);
  return {
    u: floats(users * d),
    v: floats(items * d),
    userRows: rows(batch, users),
    itemRows: rows(batch * per, items),
    source: floats(batch * d),
    interactions: csrFromPairs(users, items, rows(edges, users), rows(edges, items)),
  };
}

/** Every operation as one scalar of its two tables, so that values and gradients are compared alike. */
const operations: Record<string, (tables: Tables, context: Context) => tf.Scalar> = {
  propagate: ({ users, items }: Tables, { graph }: Context) => {
    const out = propagate({ users, items }, graph, { layers: 3 });
    return tf.add(weighted(out.users), weighted(out.items)) as tf.Scalar;
  },
  ...Object.fromEntries(
    [0, 1, 2, 3].map((layers) => [
      `propagation of ${layers} layers`,
      ({ users, items }: Tables, { problem, graph }: Context) => {
        const propagated = propagation({ users, items }, graph, { layers });
        const distinct = (rows: Int32Array) => Int32Array.from(new Set(rows));
        const rows = propagated.rows(distinct(problem.userRows), distinct(problem.itemRows));
        const all = propagated.all();
        return tf.addN([
          weighted(rows.users),
          weighted(rows.items).mul(2),
          weighted(rows.egoUsers).mul(3),
          weighted(rows.egoItems).mul(4),
          weighted(all.users).mul(5),
          weighted(all.items).mul(6),
        ]) as tf.Scalar;
      },
    ]),
  ),
  gatherRows: ({ users }: Tables, { problem }: Context) => weighted(gatherRows(users, problem.userRows)),
  scatterAddRows: ({ users, items }: Tables, { problem }: Context) =>
    tf.add(
      weighted(scatterAddRows(gatherRows(users, problem.userRows), problem.userRows, users.shape[0])),
      items.sum(),
    ) as tf.Scalar,
  pairDots: ({ users, items }: Tables, { problem }: Context) => {
    const lists = [problem.itemRows, problem.itemRows.slice(0, problem.userRows.length)];
    const [first, second] = pairDots(users, items, problem.userRows, lists);
    return tf.add(weighted(first), weighted(second).mul(2)) as tf.Scalar;
  },
  sumSquaresOfRows: ({ users, items }: Tables, { problem }: Context) =>
    tf.add(
      sumSquaresOfRows(users, problem.userRows),
      sumSquaresOfRows(items, problem.itemRows).mul(0.5),
    ) as tf.Scalar,
  elementwise: ({ users, items }: Tables, { problem }: Context) => {
    const a = gatherRows(users, problem.userRows);
    const b = gatherRows(items, problem.itemRows.slice(0, problem.userRows.length));
    return weighted(a.mul(b).add(a).sub(b).div(b.square().add(1)));
  },
  broadcasting: ({ users, items }: Tables, { problem }: Context) => {
    const a = gatherRows(users, problem.userRows);
    const norms = a.square().sum(1, true).add(1).sqrt();
    const b = tf.scalar(2).div(norms).sub(items.sum());
    return weighted(a.div(norms).mul(b).add(norms.sub(a))) as tf.Scalar;
  },
  matMul: ({ users, items }: Tables) => weighted(tf.matMul(users, items, false, true) as tf.Tensor2D),
};

interface Tables {
  readonly users: tf.Tensor2D;
  readonly items: tf.Tensor2D;
}
interface Context {
  readonly problem: ReturnType<typeof materialise>;
  readonly graph: BipartiteGraph;
}

/** A sum with a different weight for each entry, so that no entry can hide. */
function weighted(tensor: tf.Tensor): tf.Scalar {
  const weights = tf.tensor(
    Float32Array.from({ length: tensor.size }, (_, n) => Math.sin(n + 1)),
    tensor.shape,
  );
  return tensor.mul(weights).sum() as tf.Scalar;
}

function contextOf(problem: Problem): Context {
  const materialised = materialise(problem);
  return { problem: materialised, graph: bipartiteGraph(materialised.interactions) };
}

async function evaluateOn(backend: 'hnlm' | 'cpu', name: string, problem: Problem) {
  await useBackend(backend);
  const before = tf.memory().numTensors;
  const context = contextOf(problem);
  const users = tf.tensor2d(context.problem.u, [problem.users, problem.d]);
  const items = tf.tensor2d(context.problem.v, [problem.items, problem.d]);
  const run = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
    operations[name]({ users: tensors[0] as tf.Tensor2D, items: tensors[1] as tf.Tensor2D }, context),
  );
  const unused = name === 'gatherRows';
  const { value, grads } = unused
    ? tf.valueAndGrads((table) => operations[name]({ users: table as tf.Tensor2D, items }, context))([users])
    : run([users, items]);
  const result = {
    value: value.dataSync()[0],
    grads: grads.map((tensor) => tensor.dataSync() as Float32Array),
  };
  tf.dispose([value, ...grads, users, items]);
  context.graph.dispose();
  expect(tf.memory().numTensors - before).toBe(0);
  return result;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(actual.length).toBe(expected.length);
  for (let n = 0; n < actual.length; n++) {
    expect(Math.abs(actual[n] - expected[n])).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[n])));
  }
}

describe.each(Object.keys(operations))('%s', (name) => {
  test('gives on hnlm what it gives on the plain cpu backend, value and gradient', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const ours = await evaluateOn('hnlm', name, problem);
        const oracle = await evaluateOn('cpu', name, problem);
        expectClose([ours.value], [oracle.value], 2e-4);
        for (const [n, gradient] of ours.grads.entries()) expectClose(gradient, oracle.grads[n], 1e-4);
      }),
      { numRuns: 40 },
    );
  });

  test('has the gradient that finite differences give', async () => {
    await useBackend('cpu');
    const problem: Problem = { users: 3, items: 4, d: 5, batch: 6, per: 2, seed: 3 };
    const context = contextOf(problem);
    const { grads } = await evaluateOn('hnlm', name, problem);
    const step = 1e-2;
    for (const [side, values] of [context.problem.u, context.problem.v].entries()) {
      if (!grads[side]) continue;
      for (let n = 0; n < values.length; n++) {
        const at = (shift: number) =>
          tf.tidy(() => {
            const moved = values.slice();
            moved[n] += shift;
            const [u, v] = side === 0 ? [moved, context.problem.v] : [context.problem.u, moved];
            const users = tf.tensor2d(u, [problem.users, problem.d]);
            const items = tf.tensor2d(v, [problem.items, problem.d]);
            return operations[name]({ users, items }, context).dataSync()[0];
          });
        expect(grads[side][n]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 2);
      }
    }
  });
});

test('adam takes the same steps on hnlm as on the plain cpu backend', async () => {
  const after: Float32Array[] = [];
  for (const backend of ['hnlm', 'cpu']) {
    await useBackend(backend);
    const variable = tf.variable(tf.tensor1d([1, -2, 3, 0.5, 7, -0.1, 0]));
    const optimiser = adam({ learningRate: 0.05 });
    for (let step = 1; step <= 20; step++) {
      const gradient = tf.tidy(() => variable.sub(tf.scalar(step / 10)));
      optimiser.apply({ variable }, { variable: gradient });
      gradient.dispose();
    }
    after.push(variable.dataSync() as Float32Array);
    optimiser.dispose();
    variable.dispose();
  }
  expectClose(after[0], after[1], 1e-5);
});

test('indices out of range and shapes that do not fit are refused at the boundary', async () => {
  await useBackend('hnlm');
  tf.tidy(() => {
    const table = tf.zeros([3, 4]) as tf.Tensor2D;
    expect(() => gatherRows(table, Int32Array.of(0, 3))).toThrow(
      expect.objectContaining({ code: 'ROW_RANGE' }),
    );
    expect(() => gatherRows(table, Int32Array.of(-1))).toThrow(
      expect.objectContaining({ code: 'ROW_RANGE' }),
    );
    expect(() => pairDots(table, tf.zeros([3, 5]), Int32Array.of(0), [Int32Array.of(0)])).toThrow(
      expect.objectContaining({ code: 'SHAPE' }),
    );
  });
});

test('an unknown backend is refused with a suggestion', async () => {
  await expect(useBackend('hnml')).rejects.toMatchObject({
    code: 'BACKEND_UNKNOWN',
    hint: expect.stringContaining('"hnlm"'),
  });
});

test('the values that dataSync returns outlive the tensor', async () => {
  await useBackend('hnlm');
  const tensor = tf.tensor1d([1, 2, 3]);
  const values = tensor.dataSync();
  tensor.dispose();
  tf.tensor1d([9, 9, 9]).dispose();
  expect([...values]).toEqual([1, 2, 3]);
});
