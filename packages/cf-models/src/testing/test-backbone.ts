import assert from 'node:assert/strict';
import { createRandom, csrFromPairs, type TrainView } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, PreparedBackbone } from '../backbone.ts';
import type { EncodedRows, Encoding } from '../encoding.ts';
import { bpr } from '../losses/bpr.ts';
import { uniform } from '../samplers/uniform.ts';
import { stepLoss } from '../step.ts';
import { checkGradients } from './check-gradients.ts';
import { checkQuality, type TrainingParts } from './check-quality.ts';
import { hopRows } from './hop-rows.ts';
import { runChecks } from './named-checks.ts';
import { smallWorld } from './small-world.ts';
import { tiny, tinyBatch, tinyNegatives } from './tiny-batch.ts';

/** Options of {@link testBackbone}. */
export interface BackboneTestOptions {
  /** Settings of the training on the small world, such as `epochs` (30) or `learningRate` (.02). */
  readonly training?: Partial<Omit<TrainingParts, 'backbone'>>;
}

/**
 * Checks that a backbone keeps the contract of {@link Backbone}: embeddings of some rows are those of all, parts pool to
 * what is scored, gradients equal finite differences, same stream, same bits, no tensor is left behind, and a training
 * on a small world finds its pattern. Call it in a test of any framework, after `useBackend`. A width of 4 to 16 keeps it short.
 *
 * @param make called anew for each check
 * @throws AssertionError at the first promise that is not kept.
 * @example
 * ```ts
 * test('keeps the contract', () => testBackbone(() => myBackbone({ dim: 8 })));
 * ```
 */
export async function testBackbone(
  make: () => Backbone,
  { training }: BackboneTestOptions = {},
): Promise<void> {
  const prepare = (data: TrainView = tiny, seed = 3) => {
    const prepared = make().prepare({ data, random: createRandom(seed).split('initial values') });
    prepared.startEpoch?.(createRandom(seed).split('graph', 1));
    return prepared;
  };
  const using = (use: (prepared: PreparedBackbone) => void, data?: TrainView) => {
    const prepared = prepare(data);
    try {
      tf.tidy(() => use(prepared));
    } finally {
      dispose(prepared);
    }
  };
  const { name, plan, dimensions } = make();
  await runChecks(`backbone "${name}"`, {
    'names itself and states its plan': () => assert.ok(name !== '' && plan.length > name.length),
    'encodes users and items into its dimensions': () =>
      using((prepared) => {
        for (const encoding of passes(prepared)) {
          const { users, items } = encoding.all();
          assert.deepEqual(users.shape, [tiny.users.size, dimensions]);
          assert.deepEqual(items.shape, [tiny.items.size, dimensions]);
          assertFinite({ users, items });
        }
      }),
    'encodes the same when asked again, in training from the same stream': () =>
      using((prepared) => {
        const [used, trained, usedAgain, trainedAgain] = [...passes(prepared), ...passes(prepared)];
        assertClose(used.all(), usedAgain.all(), 0);
        assertClose(trained.all(), trainedAgain.all(), 0);
      }),
    'gives for some rows what it gives for all': () =>
      using((prepared) => {
        const [users, items] = [Int32Array.of(4, 0, 2), Int32Array.of(1, 5, 3, 0)];
        const wholes = passes(prepared).map(({ all }) => all());
        for (const [n, { forUsers, rows }] of passes(prepared).entries()) {
          const expected = take(wholes[n], users, items);
          assertClose(forUsers(users), { users: expected.users, items: wholes[n].items });
          // Taken from what was computed for these users.
          assertClose(rows(users, items), expected);
        }
        for (const { all, rows, hops } of passes(prepared)) {
          assertClose(rows(users, items), take(all(), users, items));
          const [listed, rowsOfItems] = [hopRows(users, hops.count, 5), hopRows(items, hops.count, 6)];
          const expected = take(hops.forUsers(everyUser), listed, rowsOfItems);
          assertClose(hops.rows(users, items), expected);
          // Taken from what was computed for these users.
          assertClose(hops.forUsers(users), { users: expected.users, items: hops.forUsers(everyUser).items });
          assertClose(hops.rows(users, items), expected);
        }
      }),
    'pools its parts into what is scored': () =>
      using((prepared) => {
        for (const { all, hops } of passes(prepared)) assertClose(pooled(hops), all());
      }),
    'has gradients that equal finite differences': () => {
      const prepared = prepare();
      const { parameters } = prepared;
      const loss = make().loss ?? bpr();
      checkGradients(
        () =>
          stepLoss({
            ...{
              data: tiny,
              batch: tinyBatch,
              negatives: tinyNegatives,
              loss,
              parameters,
              l2: { weight: 0.1 },
            },
            encoding: prepared.encode({ random: createRandom(5).split('forward') }),
          }),
        parameters,
      );
      dispose(prepared);
    },
    'starts from the stream that it is given': () => {
      const values = (seed: number) => {
        const prepared = prepare(tiny, seed);
        const read = Object.values(prepared.parameters).map((one) => [...one.dataSync()]);
        dispose(prepared);
        return read;
      };
      assert.deepEqual(values(1), values(1));
      assert.notDeepEqual(values(1), values(2));
    },
    'encodes users and items that nobody has met': () => {
      const interactions = csrFromPairs(5, 6, [0, 0, 1, 2], [0, 1, 1, 3]);
      using(
        (prepared) => {
          for (const { all } of passes(prepared)) assertFinite(all());
        },
        { ...tiny, interactions },
      );
    },
    'learns the pattern of a small world': () =>
      checkQuality({ backbone: make(), negatives: uniform(), ...training }),
    'trains to the same bits from the same seed': async () => {
      const { train } = await import('../train.ts');
      const { train: data, validation } = smallWorld();
      const run = () =>
        train({
          ...{ data, validation, metric: () => 0, backbone: make(), negatives: uniform() },
          ...{ seed: 5, epochs: 2, batch: 100 },
        });
      const [one, other] = [await run(), await run()];
      assert.deepEqual(one.userEmbeddings, other.userEmbeddings);
      assert.deepEqual(one.itemEmbeddings, other.itemEmbeddings);
    },
  });
}

const everyUser = Int32Array.from({ length: tiny.users.size }, (_, user) => user);

/** The model as it is used, and as it is trained. */
function passes(prepared: PreparedBackbone): Encoding[] {
  return [prepared.encode(), prepared.encode({ random: createRandom(5).split('forward') })];
}

function dispose(prepared: PreparedBackbone): void {
  prepared.dispose?.();
  tf.dispose(Object.values(prepared.parameters));
}

function take({ users, items }: Embeddings, userRows: Int32Array, itemRows: Int32Array): Embeddings {
  return { users: pick(users, userRows), items: pick(items, itemRows) };
}

/** Rows in plain JavaScript, so that the check does not rest on the operation that it checks. */
function pick(table: tf.Tensor2D, rows: Int32Array): tf.Tensor2D {
  const values = table.arraySync();
  return tf.tensor2d(Array.from(rows, (row) => values[row]));
}

function pooled(hops: Encoding['hops']): Embeddings {
  const pool = (table: tf.Tensor2D) => {
    const parts = tf.split(table, hops.count, 0);
    return (hops.pooling === 'concat' ? tf.concat(parts, 1) : tf.addN(parts).div(hops.count)) as tf.Tensor2D;
  };
  const { users, items } = hops.forUsers(everyUser);
  return { users: pool(users), items: pool(items) };
}

function assertFinite({ users, items }: Embeddings): void {
  for (const table of [users, items])
    assert.ok(table.dataSync().every(Number.isFinite), 'all numbers are finite');
}

function assertClose(one: Embeddings | EncodedRows, other: Embeddings, tolerance = 1e-5): void {
  for (const side of ['users', 'items'] as const) {
    assert.deepEqual(one[side].shape, other[side].shape);
    const [values, expected] = [one[side].dataSync(), other[side].dataSync()] as Float32Array[];
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [n, value] of values.entries()) {
      assert.ok(
        Math.abs(value - expected[n]) <= tolerance * (1 + largest),
        `${side}: ${value} is not ${expected[n]}`,
      );
    }
  }
}
