import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { nativeKernels } from '../native-kernels.ts';
import { useBackend } from '../use-backend.ts';
import { sharedWasm } from '../wasm.ts';

beforeAll(() => useBackend('hnlm'));

/** Floats of every kind: moderate ones, the special values, very large and very small ones. */
const floats = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -30, max: 30, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1, -1, 100, -100, Number.NaN, Infinity, -Infinity) },
  { weight: 1, arbitrary: fc.constantFrom(1e-40, -1e-40, 1e-45, 1e38, -1e38, 1e-7, -1e-7) },
);
const moderate = fc.double({ min: -3, max: 3, noNaN: true });

interface Values {
  readonly shape: number[];
  readonly values: Float32Array;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

const filled = (shape: number[], values: fc.Arbitrary<number> = floats): fc.Arbitrary<Values> =>
  fc
    .array(values, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((list) => ({ shape, values: Float32Array.from(list) }));

const shapes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 });
const tensors = shapes.chain((shape) => filled(shape));

/** Pairs of shapes that broadcast: axes of the one or of the other are dropped in front or shrunk to one. */
const pairs = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
    repeats: fc.array(fc.constantFrom('neither', 'first', 'second', 'neither'), {
      minLength: 4,
      maxLength: 4,
    }),
    dropped: fc.integer({ min: 0, max: 2 }),
  })
  .chain(({ shape, repeats, dropped }) => {
    const of = (who: string) => shape.map((length, axis) => (repeats[axis] === who ? 1 : length));
    return fc.tuple(filled(of('first')), filled(of('second').slice(dropped)));
  });

/** Runs a computation on both backends and returns its flat values. */
async function onBoth(inputs: readonly Values[], compute: (...tensors: tf.Tensor[]) => tf.Tensor) {
  const results = [];
  for (const backend of ['hnlm', 'cpu'] as const) {
    await useBackend(backend);
    const before = tf.memory().numTensors;
    const { shape, dtype, values } = tf.tidy(() => {
      const out = compute(...inputs.map((one) => tf.tensor(one.values, one.shape, 'float32')));
      return { shape: out.shape, dtype: out.dtype, values: out.dataSync() };
    });
    expect(tf.memory().numTensors).toBe(before);
    results.push({ shape, dtype, values });
  }
  await useBackend('hnlm');
  const [ours, oracle] = results;
  expect(ours.shape).toEqual(oracle.shape);
  expect(ours.dtype).toBe(oracle.dtype);
  return [ours.values, oracle.values];
}

/** Equal up to a relative error, or an absolute one for each entry; NaN, infinities and signs of zero exactly. */
function expectSame(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  relative = 5e-7,
  absolute: (n: number) => number = () => 0,
) {
  expect(actual.length).toBe(expected.length);
  for (let n = 0; n < actual.length; n++) {
    if (Object.is(actual[n], expected[n])) continue;
    // Two of the smallest subnormal numbers.
    const allowed = 3e-45 + relative * Math.abs(expected[n]) + absolute(n);
    if (Math.abs(actual[n] - expected[n]) <= allowed && (expected[n] !== 0 || allowed > 3e-45)) continue;
    expect.fail(`entry ${n}: ${actual[n]} instead of ${expected[n]}`);
  }
}

const unary: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  neg: tf.neg,
  abs: tf.abs,
  square: tf.square,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  reciprocal: tf.reciprocal,
  exp: tf.exp,
  log: tf.log,
  log1p: tf.log1p,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  tanh: tf.tanh,
  relu: tf.relu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.3),
  elu: tf.elu,
  step: (x) => tf.step(x, 0.25),
  sign: tf.sign,
  clip: (x) => tf.clipByValue(x, -1.5, 2),
  expm1: tf.expm1,
};

test.each(Object.entries(unary))(
  '%s gives what the cpu backend gives, special values included',
  async (name, f) => {
    await fc.assert(
      fc.asyncProperty(tensors, async (x) => {
        // tfjs computes ELU as e^x - 1, which loses digits near 0.
        const [ours, oracle] = await onBoth([x], f);
        expectSame(ours, oracle, 5e-7, name === 'elu' ? () => 1e-15 : undefined);
      }),
      { numRuns: 60 },
    );
  },
);

const binary: Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
};

test.each(Object.entries(binary))(
  '%s gives what the cpu backend gives, with broadcasting',
  async (name, f) => {
    await fc.assert(
      fc.asyncProperty(pairs, async ([a, b]) => {
        const [ours, oracle] = await onBoth([a, b], f);
        expectSame(ours, oracle, name === 'squaredDifference' ? 3e-7 : 0);
      }),
      { numRuns: 60 },
    );
  },
);

test('select, addN, tile and casts give what the cpu backend gives', async () => {
  await fc.assert(
    fc.asyncProperty(pairs, async ([a, b]) => {
      const [ours, oracle] = await onBoth([a, b], (x, y) => {
        const mask = tf.greater(x, y);
        const [high, low] = [x.add(y), x.sub(y)];
        const chosen = tf.where(mask, high, low);
        const counts = mask.toInt().toFloat().add(mask.toFloat());
        const ones = tf.tile(tf.ones([1, 3]), [4, 1]).sum();
        return tf.addN([chosen, counts, high]).add(ones);
      });
      expectSame(ours, oracle, 1e-6, () => 1e-5);
    }),
  );
});

const axes = fc.constantFrom<(number | number[] | undefined)[]>(undefined, 0, 1, -1, [0, 1], [1, 2], [0, 2]);
const cubes = fc
  .tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 21 })))
  .chain((shape) => filled(shape));

test.each(Object.entries({ sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min }))(
  '%s gives what the cpu backend gives over every choice of axes',
  async (name, reduce) => {
    await fc.assert(
      fc.asyncProperty(cubes, axes, fc.boolean(), async (x, axis, keep) => {
        const [ours, oracle] = await onBoth([x], (tensor) => reduce(tensor, axis as number, keep));
        const largest = x.values.reduce(
          (sum, value) => sum + (Number.isFinite(value) ? Math.abs(value) : 0),
          0,
        );
        // -0 and 0 are the same maximum.
        const slack = name === 'sum' ? 1e-12 * largest : name === 'mean' ? 1e-7 * largest : 1e-44;
        expectSame(ours, oracle, 1e-6, () => slack);
      }),
      { numRuns: 60 },
    );
  },
);

test('softmax, log-softmax and log-sum-exp give what the cpu backend gives', async () => {
  for (const f of [tf.softmax, tf.logSoftmax, (x: tf.Tensor) => tf.logSumExp(x, -1)]) {
    await fc.assert(
      fc.asyncProperty(cubes, async (x) => {
        const [ours, oracle] = await onBoth([x], f as never);
        expectSame(ours, oracle, 2e-6, () => 2e-6);
      }),
      { numRuns: 40 },
    );
  }
});

test('products of matrices give what the cpu backend gives: every size, transposed or not, in batches', async () => {
  const products = fc
    .record({
      sizes: fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 0, max: 21 }))),
      batches: fc.constantFrom<[number[], number[]][]>(
        [[], []],
        [[3], [3]],
        [[1], [3]],
        [[3], [1]],
        [
          [2, 3],
          [2, 3],
        ],
      ),
      transposeA: fc.boolean(),
      transposeB: fc.boolean(),
    })
    .chain(({ sizes: [m, k, n], batches: [first, second], transposeA, transposeB }) =>
      fc.record({
        a: filled([...first, ...(transposeA ? [k, m] : [m, k])], moderate),
        b: filled([...second, ...(transposeB ? [n, k] : [k, n])], moderate),
        transposeA: fc.constant(transposeA),
        transposeB: fc.constant(transposeB),
      }),
    );
  await fc.assert(
    fc.asyncProperty(products, async ({ a, b, transposeA, transposeB }) => {
      const [ours, oracle] = await onBoth([a, b], (x, y) => tf.matMul(x, y, transposeA, transposeB));
      expectSame(ours, oracle, 1e-6, () => 1e-4);
    }),
    { numRuns: 150 },
  );
});

test('a product over more inner indices than one block is right, NaN and infinities included', async () => {
  const [m, k, n] = [70, 600, 13];
  const a = { shape: [m, k], values: Float32Array.from({ length: m * k }, (_, i) => Math.sin(i)) };
  const b = { shape: [k, n], values: Float32Array.from({ length: k * n }, (_, i) => Math.cos(3 * i)) };
  a.values[5 * k + 300] = Number.NaN;
  a.values[69 * k + 599] = Infinity;
  const [ours, oracle] = await onBoth([a, b], (x, y) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D));
  expectSame(ours, oracle, 1e-5, () => 1e-4);
});

test('transpositions, slices, splits, concatenations and stacks give what the cpu backend gives', async () => {
  const cases = cubes.chain((x) =>
    fc.record({
      x: fc.constant(x),
      perm: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      begin: fc.tuple(...x.shape.map((length) => fc.nat(length - 1))),
      axis: fc.nat(2),
    }),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ({ x, perm, begin, axis }) => {
      for (const f of [
        (t: tf.Tensor) => tf.transpose(t, perm),
        (t: tf.Tensor) =>
          tf.slice(
            t,
            begin,
            begin.map((from, n) => Math.ceil((x.shape[n] - from) / 2)),
          ),
        (t: tf.Tensor) => tf.slice(t, begin),
        (t: tf.Tensor) =>
          tf.concat(
            [t, t.slice(0, 0), t.mul(2)].filter((one) => axis === 0 || one.size > 0),
            axis,
          ),
        (t: tf.Tensor) => tf.stack([t, t.neg()], axis),
        (t: tf.Tensor) => {
          const length = Math.ceil(t.shape[axis] / 3);
          const parts = tf.split(t, [length, t.shape[axis] - length], axis);
          return tf.concat(
            parts.reverse().filter((part) => part.size > 0),
            axis,
          );
        },
      ]) {
        const [ours, oracle] = await onBoth([x], f);
        expectSame(ours, oracle, 0);
      }
    }),
    { numRuns: 40 },
  );
});

/** Scalars of one matrix, smooth where it is random. */
const differentiable: Record<string, (x: tf.Tensor2D) => tf.Scalar> = {
  ...Object.fromEntries(
    Object.entries(unary)
      .filter(([name]) => !['step', 'sign', 'rsqrt', 'sqrt', 'log', 'log1p'].includes(name))
      .map(([name, f]) => [name, (x: tf.Tensor2D) => weighted(f(x))]),
  ),
  roots: (x) => weighted(x.square().add(0.5).sqrt().add(x.square().add(1).rsqrt())),
  logarithms: (x) => weighted(x.square().add(0.5).log().add(x.square().log1p())),
  broadcasting: (x) => weighted(x.mul(x.sum(0)).div(x.square().sum(1, true).add(1)).sub(x.mean())),
  extremes: (x) =>
    weighted(tf.maximum(x, x.neg().add(0.3)).add(tf.minimum(x.square(), 1))).add(x.max(1).sum()),
  softmax: (x) => weighted(tf.softmax(x).add(tf.logSoftmax(x.mul(0.5)))).add(tf.logSumExp(x)),
  products: (x) =>
    weighted(tf.matMul(tf.matMul(x, x, false, true), x).add(tf.matMul(x, tf.matMul(x, x, true, false)))),
  copies: (x) =>
    weighted(
      tf
        .concat([x.transpose(), x.slice([0, 1], [3, 3]).transpose()], 0)
        .mul(tf.addN([x.transpose().sum(), x.sum()])),
    ),
};

function weighted(tensor: tf.Tensor): tf.Scalar {
  const weights = Float32Array.from({ length: tensor.size }, (_, n) => Math.sin(n + 1));
  return tensor.mul(tf.tensor(weights, tensor.shape)).sum();
}

test.each(Object.entries(differentiable))('%s has the gradient that finite differences give', (_name, f) => {
  const values = Float32Array.from({ length: 15 }, (_, n) => 1.3 * Math.cos(2.7 * n + 0.4));
  const matrix = (data: Float32Array) => tf.tensor2d(data, [3, 5]);
  const gradient = tf.tidy(() =>
    tf
      .grad(f as never)(matrix(values))
      .dataSync(),
  );
  for (const [n, slope] of gradient.entries()) {
    const at = (shift: number) =>
      tf.tidy(() => f(matrix(values.map((v, i) => (i === n ? v + shift : v)))).dataSync()[0]);
    expect(Math.abs(slope - (at(5e-3) - at(-5e-3)) / 1e-2)).toBeLessThan(5e-3 * (1 + Math.abs(slope)));
  }
});

describe('threads', () => {
  const large = (rows: number, columns: number) =>
    tf.tensor2d(
      Float32Array.from({ length: rows * columns }, (_, n) => 3 * Math.sin(n * 1.7)),
      [rows, columns],
    );
  const computations: Record<string, () => tf.Tensor> = {
    'a function of one tensor': () => tf.softplus(large(301, 403)),
    'a function of two tensors': () => large(301, 403).mul(large(1, 403)).add(large(301, 1)),
    select: () => tf.where(large(301, 403).greater(0), large(301, 403), tf.ones([301, 403])),
    'a sum of everything': () => large(501, 403).sum(),
    'sums of rows': () => large(301, 403).sum(1),
    'sums of columns': () => large(301, 403).sum(0),
    softmax: () => tf.softmax(large(301, 403)),
    transpose: () => large(301, 403).transpose(),
    'a product': () => tf.matMul(large(203, 301), large(303, 301), false, true),
  };
  test.each(Object.entries(computations))('%s has the same bits on 1, 2 and 3 threads', (_name, compute) => {
    const results = [1, 2, 3].map((threads) => {
      sharedWasm().configure({ threads });
      const values = tf.tidy(() => new Uint8Array(compute().dataSync().buffer));
      const { busy } = sharedWasm().status();
      expect(busy.length).toBe(threads);
      expect(busy.reduce((sum, chunks) => sum + chunks, 0) > 0).toBe(threads > 1);
      return values;
    });
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

test('the list of native kernels holds what is replaced and leaves out what is inherited', () => {
  const names = nativeKernels();
  expect(names).toEqual(expect.arrayContaining(['Add', 'BatchMatMul', 'Softplus', 'Sum', 'Reshape']));
  expect(names).not.toContain('Cumsum');
});
