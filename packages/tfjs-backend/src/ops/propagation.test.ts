import { createRandom } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { materialise, type Problem } from '../__fixtures__/problems.ts';
import { useBackend } from '../use-backend.ts';
import { propagate } from './propagate.ts';
import { type PropagationOptions, propagation } from './propagation.ts';

const problem: Problem = { users: 8, items: 6, d: 21, batch: 3, per: 1, seed: 4 };
const everyUser = Int32Array.from({ length: problem.users }, (_, user) => user);
const lists = [Int32Array.of(5, 0, 7), Int32Array.of(2, 4)] as const;

beforeAll(() => useBackend('hnlm'));

/** Runs something on the tables and graph of the problem, and frees them. */
function withTables<T>(use: (tables: { users: tf.Tensor2D; items: tf.Tensor2D }, graph: never) => T): T {
  const { tables, context } = materialise(problem);
  const users = tf.tensor2d(tables.users, [problem.users, problem.d]);
  const items = tf.tensor2d(tables.items, [problem.items, problem.d]);
  try {
    return use({ users, items }, context.graph as never);
  } finally {
    tf.dispose([users, items]);
    context.dispose();
  }
}

const noiseOf = (epsilon: number) => ({ epsilon, random: createRandom(1).split('noise') });

test('a layer of noise has the length epsilon in each row that has edges, and the signs of what it is added to', () => {
  withTables((tables, graph) =>
    tf.tidy(() => {
      const clean = propagation(tables, graph, { layers: 1, ownLayer: false }).all();
      const noisy = propagation(tables, graph, { layers: 1, ownLayer: false, noise: noiseOf(0.3) }).all();
      for (const side of ['users', 'items'] as const) {
        const noise = noisy[side].sub(clean[side]).arraySync() as number[][];
        const values = clean[side].arraySync() as number[][];
        for (const [row, of] of values.entries()) {
          const connected = of.some((value) => value !== 0);
          expect(Math.hypot(...noise[row])).toBeCloseTo(connected ? 0.3 : 0, 5);
          for (const [c, value] of of.entries()) expect(noise[row][c] * value).toBeGreaterThanOrEqual(-1e-6);
        }
      }
    }),
  );
});

test('noise differs from row to row, layer to layer and stream to stream, and is the same for the same stream', () => {
  withTables((tables, graph) =>
    tf.tidy(() => {
      const of = (seed: number) =>
        propagation(tables, graph, {
          layers: 2,
          noise: { epsilon: 0.1, random: createRandom(seed) },
        })
          .all()
          .users.dataSync();
      expect(of(1)).toEqual(of(1));
      expect(of(1)).not.toEqual(of(2));
      const ones = { users: tf.onesLike(tables.users), items: tf.onesLike(tables.items) };
      const stack = (noise: PropagationOptions['noise']) =>
        propagation(ones, graph, { layers: 2, ownLayer: false, ...(noise && { noise }) }).hops.forUsers(
          everyUser,
        ).users;
      const noise = stack(noiseOf(0.1)).sub(stack(undefined)).arraySync() as number[][];
      const connected = noise.filter((row) => row.some((value) => value !== 0));
      expect(new Set(connected.map(([first]) => first)).size).toBe(connected.length);
    }),
  );
});

test('noise leaves gradients as they are without it', () => {
  withTables((tables, graph) => {
    const gradientsOf = (options: PropagationOptions) =>
      tf.tidy(() => {
        const loss = (users: tf.Tensor, items: tf.Tensor) => {
          const { rows } = propagation({ users, items } as never, graph, options);
          const out = rows(...lists);
          return out.users.sum().add(out.items.mul(3).sum()) as tf.Scalar;
        };
        return tf
          .grads(loss)([tables.users, tables.items])
          .map((one) => [...one.dataSync()]);
      });
    expect(gradientsOf({ layers: 2, noise: noiseOf(0.5) })).toEqual(gradientsOf({ layers: 2 }));
  });
});

test('views are what a propagation with that noise gives, and their gradients are those of the clean rows', () => {
  withTables((tables, graph) => {
    const options = { layers: 2, ownLayer: false };
    const values = tf.tidy(() => {
      const { views } = propagation(tables, graph, options).rowsAndViews(...lists, [noiseOf(0.1)]);
      const alone = propagation(tables, graph, { ...options, noise: noiseOf(0.1) }).rows(...lists);
      return [views[0].users, alone.users, views[0].items, alone.items].map((x) => [...x.dataSync()]);
    });
    expect(values[0]).toEqual(values[1]);
    expect(values[2]).toEqual(values[3]);
    const gradient = (of: 'rows' | 'view') =>
      tf.tidy(() => {
        const loss = (users: tf.Tensor) => {
          const all = propagation({ users, items: tables.items } as never, graph, options).rowsAndViews(
            ...lists,
            [noiseOf(0.1)],
          );
          return (of === 'rows' ? all : all.views[0]).items.square().sum() as tf.Scalar;
        };
        return tf.grad(loss)(tables.users).dataSync();
      });
    // Squares: the gradient of a view is that of its own values.
    expect(gradient('view')).not.toEqual(gradient('rows'));
  });
});

test('hops are the layers, whose mean is what the propagation gives', () => {
  withTables((tables, graph) =>
    tf.tidy(() => {
      const { hops } = propagation(tables, graph, { layers: 3 });
      const layers = tf.split(hops.forUsers(everyUser).users, 4);
      expect([...layers[0].dataSync()]).toEqual([...tables.users.dataSync()]);
      const mean = tf.addN(layers).div(4).dataSync();
      for (const [n, value] of propagate(tables, graph, { layers: 3 }).users.dataSync().entries()) {
        expect(mean[n]).toBeCloseTo(value, 5);
      }
    }),
  );
});

test('refuses to average no layer', () => {
  withTables((tables, graph) => {
    expect(() => propagation(tables, graph, { layers: 0, ownLayer: false })).toThrow(
      expect.objectContaining({ code: 'OPTION' }),
    );
  });
});
