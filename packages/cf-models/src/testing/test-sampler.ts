import assert from 'node:assert/strict';
import { contains, createRandom, csrFromPairs, type Random, type TrainView } from '@hnlm/core';
import { gatherRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { lightGCN } from '../backbones/light-gcn.ts';
import { mf } from '../backbones/mf.ts';
import { bpr } from '../losses/bpr.ts';
import type { NegativeSampler, Negatives, PositiveBatch, PreparedSampler } from '../sampler.ts';
import { stepLoss } from '../step.ts';
import { samplingContext } from '../train-step.ts';
import { checkGradients } from './check-gradients.ts';
import { checkQuality, type TrainingParts } from './check-quality.ts';
import { hopRows } from './hop-rows.ts';
import { runChecks } from './named-checks.ts';
import { smallWorld } from './small-world.ts';
import { tiny, tinyBatch } from './tiny-batch.ts';

/** Options of {@link testSampler}. */
export interface SamplerTestOptions {
  /** Settings of the training on the small world; matrix factorisation by default. */
  readonly training?: Partial<TrainingParts>;
  /** Whether other streams give other negatives; true by default. Negatives from a file may be the same. */
  readonly draws?: boolean;
  /** Whether every negative is an unseen item of the user; true by default. */
  readonly unseen?: boolean;
}

const { train: world } = smallWorld();
const everyUser = Int32Array.from({ length: tiny.users.size }, (_, user) => user);
const width = 4;

/**
 * Checks that a sampler keeps the contract of {@link NegativeSampler}: k negatives for each positive, none a train item of
 * its user, same stream, same negatives, a restored state goes on equally, gradients through synthesis and of its own
 * parameters equal finite differences, no tensor is left behind, and a training with it finds the pattern of a small
 * world. Call it in a test of any framework, after `useBackend`.
 *
 * @param make called anew for each check
 * @throws AssertionError at the first promise that is not kept.
 * @example
 * ```ts
 * test('keeps the contract', () => testSampler(() => mySampler({ candidates: 8 })));
 * ```
 */
export async function testSampler(
  make: () => NegativeSampler,
  { training, draws = true, unseen = true }: SamplerTestOptions = {},
): Promise<void> {
  const { name, plan } = make();
  const batch = batchOf(world, 200);
  await runChecks(`sampler "${name}"`, {
    'states its plan as a sentence': () => {
      assert.ok(name !== '' && plan.split(' ').length >= 3, `the plan is "${plan}"`);
    },
    'gives k items for each positive, and what belongs to them': () =>
      using(make(), world, ({ sample, hops }) => {
        const k = sample(batch, 1).items.length / batch.users.length;
        assert.ok(Number.isInteger(k), `${k} negatives for each positive`);
        for (const size of [200, 7, 1]) {
          const negatives = sample(batchOf(world, size), 2);
          assert.equal(negatives.items.length, size * k, `k is ${k} whatever the size of the batch`);
          checkParts(negatives, size * k, hops);
        }
      }),
    ...(unseen && {
      'never gives a train item of the user': () =>
        using(make(), world, ({ sample }) => {
          for (let step = 1; step <= 3; step++) {
            const { items, byHop } = sample(batch, step);
            const k = items.length / batch.users.length;
            checkUnseen(world, batch, k, items);
            if (byHop) checkUnseen(world, batch, k, byHop.items);
          }
        }),
    }),
    'draws the same from the same stream, and other negatives from another': () => {
      const drawn = (seed: number) => using(make(), world, ({ sample }) => sample(batch, seed), seed);
      assert.deepEqual(plain(drawn(1)), plain(drawn(1)), 'same stream, same negatives');
      if (draws) assert.notDeepEqual(plain(drawn(1)), plain(drawn(2)), 'other stream, other negatives');
    },
    'goes on from a restored state as if it had not stopped': () => {
      const steps = (run: Run, from: number) => [1, 2].map((step) => plain(run.sample(batch, from + step)));
      const [state, expected] = using(make(), world, (run) => {
        steps(run, 0);
        const held = copy(run.prepared);
        return [held, steps(run, 2)] as const;
      });
      const after = using(make(), world, (run) => steps(run, 2), 1, state);
      assert.deepEqual(after, expected, 'the same negatives as without the stop');
    },
    'leaves nothing behind': () => using(make(), world, () => undefined),
    'has gradients that equal finite differences': () => {
      for (const backbone of [mf({ dim: width }), lightGCN({ dim: width, layers: 2 })])
        gradientsOf(make(), backbone);
    },
    'says so when every item is a positive of the user': () => {
      if (!unseen) return;
      const users = Int32Array.from({ length: 12 }, (_, n) => n % 2);
      const items = Int32Array.from({ length: 12 }, (_, n) => Math.floor(n / 2));
      const full = { ...tiny, interactions: csrFromPairs(5, 6, users, items) };
      assert.throws(
        () => using(make(), full, ({ sample }) => sample({ users, items }, 1)),
        (error: { code?: string }) => typeof error.code === 'string',
      );
    },
    'lets a model find the pattern of a small world': () =>
      checkQuality({ backbone: mf({ dim: 16 }), negatives: make(), ...training }),
  });
}

/** A prepared sampler and what it draws beside a model. */
interface Run {
  readonly prepared: PreparedSampler;
  readonly hops: number;
  sample(batch: PositiveBatch, step: number): Negatives;
}

/** Prepares a sampler beside a small LightGCN, uses it and gives all back. */
function using<T>(
  sampler: NegativeSampler,
  data: TrainView,
  use: (run: Run) => T,
  seed = 1,
  state?: ReturnType<typeof copy>,
): T {
  const random = createRandom(seed).split('sampler test');
  // First, since it may refuse the data.
  const prepared = sampler.prepare({ data, dimensions: width, random: random.split('prepare') });
  const backbone = lightGCN({ dim: width, layers: 2 }).prepare({ data, random: random.split('backbone') });
  const context = (stream: Random) => samplingContext(backbone.encode(), stream, 1);
  try {
    // Nothing is returned from the tidy: TensorFlow.js would look through it, entry by entry.
    const results: T[] = [];
    tf.tidy(() => {
      if (state) restore(prepared, state);
      else prepared.startEpoch?.(context(random.split('epoch')));
      const sample = (batch: PositiveBatch, step: number) =>
        prepared.sample(batch, context(random.split('step', step)));
      results.push(use({ prepared, hops: 3, sample }));
    });
    return results[0];
  } finally {
    prepared.dispose?.();
    backbone.dispose?.();
    tf.dispose(Object.values({ ...backbone.parameters, ...prepared.parameters }));
  }
}

/** What a checkpoint would keep of a sampler. */
function copy({ state, parameters = {} }: PreparedSampler) {
  const values = Object.entries(parameters).map(([name, one]) => [name, one.dataSync().slice()] as const);
  const carried = Object.entries(state?.() ?? {}).map(([name, one]) => [name, one.slice()] as const);
  return { parameters: Object.fromEntries(values), carried: state && Object.fromEntries(carried) };
}

function restore({ restore: take, parameters = {} }: PreparedSampler, held: ReturnType<typeof copy>): void {
  for (const [name, one] of Object.entries(parameters))
    one.assign(tf.tensor(held.parameters[name], one.shape));
  if (held.carried) {
    assert.ok(take, 'a sampler with state() has restore()');
    take(held.carried as never);
  }
}

function gradientsOf(sampler: NegativeSampler, backbone: ReturnType<typeof mf>): void {
  const random = createRandom(4).split('gradients');
  const model = backbone.prepare({ data: tiny, random: random.split('backbone') });
  const prepared = sampler.prepare({ data: tiny, dimensions: width, random: random.split('prepare') });
  // No gradient flows through what a sampler sees, so it goes on seeing what it saw first.
  const frozen = tf.tidy(() => {
    const { all: whole, hops } = model.encode();
    const [all, parts] = [whole(), hops.forUsers(everyUser)];
    return [all.users, all.items, parts.users, parts.items].map((table) => tf.keep(table.clone()));
  }) as tf.Tensor2D[];
  const [users, items, userParts, itemParts] = frozen;
  const { count, pooling } = tf.tidy(() => ({
    count: model.encode().hops.count,
    pooling: model.encode().hops.pooling,
  }));
  const context = (stream: Random) => ({
    ...{ embeddings: { users, items }, random: stream, epoch: 1 },
    forUsers: (list: Int32Array) => ({ users: gatherRows(users, list), items }),
    hops: {
      ...{ count, pooling },
      forUsers: (list: Int32Array) => ({
        users: gatherRows(userParts, hopRows(list, count, tiny.users.size)),
        items: itemParts,
      }),
    },
  });
  tf.tidy(() => prepared.startEpoch?.(context(random.split('epoch'))));
  const held = copy(prepared);
  const parameters = { ...model.parameters, ...prepared.parameters };
  checkGradients(() => {
    if (held.carried) prepared.restore?.(held.carried as never);
    const negatives = prepared.sample(tinyBatch, context(random.split('step')));
    const encoding = model.encode({ random: random.split('forward') });
    return stepLoss({
      ...{ data: tiny, batch: tinyBatch, negatives, encoding, loss: bpr(), l2: { weight: 0.1 }, parameters },
    });
  }, parameters);
  prepared.dispose?.();
  model.dispose?.();
  tf.dispose([...frozen, ...Object.values(parameters)]);
}

/** Some positives, over all users that have any. */
function batchOf({ interactions: { indptr, indices } }: TrainView, size: number): PositiveBatch {
  const users = Int32Array.from({ length: indptr.length - 1 }, (_, user) => user).filter(
    (user) => indptr[user + 1] > indptr[user],
  );
  const chosen = Int32Array.from({ length: size }, (_, n) => users[n % users.length]);
  return {
    users: chosen,
    items: chosen.map((user, n) => indices[indptr[user] + (n % (indptr[user + 1] - indptr[user]))]),
  };
}

function checkParts({ items, weights, offsets, byHop }: Negatives, length: number, hops: number): void {
  assert.ok(items instanceof Int32Array, 'items are Int32Array');
  for (const list of [items, byHop?.items ?? []]) {
    for (const item of list) assert.ok(item >= 0 && item < world.items.size, `there is no item ${item}`);
  }
  for (const [what, values] of Object.entries({ weights, offsets })) {
    if (!values) continue;
    assert.equal(values.length, length, `one of the ${what} for each negative`);
    assert.ok(values.every(Number.isFinite), `${what} are finite`);
  }
  if (byHop) assert.equal(byHop.items.length, hops * length, 'one item for each hop of each negative');
}

function checkUnseen(
  { interactions }: TrainView,
  { users }: PositiveBatch,
  k: number,
  items: Int32Array,
): void {
  for (const [n, item] of items.entries()) {
    const user = users[Math.floor(n / k) % users.length];
    assert.ok(!contains(interactions, user, item), `item ${item} is a train item of user ${user}`);
  }
}

/** What can be compared of negatives. */
function plain({ items, weights, offsets, byHop }: Negatives) {
  return { items, weights, offsets, hopItems: byHop?.items };
}
