import { join } from 'node:path';
import {
  foldInUsers,
  lightGCN,
  mf,
  type TrainOptions,
  train,
  uniform,
  xavierInitialiser,
} from '@hnlm/cf-models';
import { createRandom, csrFromPairs, type Dataset, idMap, type Model, rowOf } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { evaluate, validationMetric } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';

const seeds = [1, 2];
const initialiser = xavierInitialiser();
const cases = [
  { data: 'ml-100k', name: 'LightGCN', backbone: lightGCN({ initialiser }), learningRate: 5e-3 },
  { data: 'ml-100k', name: 'MF', backbone: mf({ initialiser }), learningRate: 1e-3 },
  { data: 'lastfm', name: 'LightGCN', backbone: lightGCN({ initialiser }), learningRate: 5e-3 },
];

/** Users that are folded in are served about as well as after a training with them. */
export const foldIn: Check = {
  name: 'fold-in',
  about:
    'a tenth of the users folded in after training: at least 90 % of the Recall@20 that a training with them gives',
  run: (log) =>
    withShared('peers/data', async (folder) => {
      await useBackend('hnlm');
      const figures: Record<string, object> = {};
      let pass = true;
      for (const { data, name, ...options } of cases) {
        const part = (file: string) => join(folder, data, `${file}.txt.gz`);
        const dataset = await fromSplits({
          ...{ train: part('train_sub'), validation: part('valid'), test: part('test'), format: 'pairs' },
        });
        const sums = { retrained: 0, foldedIn: 0 };
        for (const seed of seeds) {
          const { retrained, foldedIn } = await compare(dataset, options, seed);
          sums.retrained += retrained / seeds.length;
          sums.foldedIn += foldedIn / seeds.length;
        }
        pass &&= sums.foldedIn >= 0.9 * sums.retrained;
        figures[`${name} on ${data}`] = sums;
        log(`${name} on ${data}: ${JSON.stringify(sums)}`);
      }
      return { pass, figures };
    }),
};

/** Recall@20 on test of some users, after a training with them and after one without. */
async function compare(
  dataset: Dataset,
  options: Pick<TrainOptions, 'backbone' | 'learningRate'>,
  seed: number,
): Promise<{ retrained: number; foldedIn: number }> {
  const { train: data, validation, test } = dataset;
  const settings = {
    ...options,
    ...{ metric: validationMetric('Recall@20'), negatives: uniform(), seed },
    ...{ epochs: 200, evaluateEvery: 5, patience: 8 },
  };
  const order = createRandom(1)
    .split('held out')
    .shuffle(Int32Array.from({ length: data.users.size }, (_, n) => n));
  const held = order.slice(0, Math.floor(order.length / 10)).sort();
  const kept = order.slice(held.length).sort();
  const recall = async (model: Model) => {
    const { metrics } = await evaluate({
      model,
      on: test,
      users: withTest(dataset, held),
      at: [20],
      metrics: ['recall'],
    });
    return metrics['Recall@20'];
  };
  const retrained = await recall(await train({ ...settings, data, validation }));

  const users = idMap([...kept].map((user) => data.users.ids[user]));
  const rows = <T extends Dataset['train'] | Dataset['validation']>(view: T): T => {
    const pairs = [...kept].flatMap((user, row) =>
      [...rowOf(view.interactions, user)].map((item) => [row, item]),
    );
    const [owners, items] = [0, 1].map((side) => pairs.map((pair) => pair[side]));
    return { ...view, users, interactions: csrFromPairs(users.size, data.items.size, owners, items) };
  };
  const some = rows(data);
  const onSome = { ...rows(validation), masked: some.interactions };
  const smaller = await train({ ...settings, data: some, validation: onSome });
  const folded = foldInUsers(
    smaller,
    [...held].map((user) => ({
      id: data.users.ids[user],
      met: [...rowOf(data.interactions, user)].map((item) => data.items.ids[item]),
    })),
  );
  return { retrained, foldedIn: await recall(inOrder(folded, data.users.ids)) };
}

function withTest({ test }: Dataset, users: Int32Array): Int32Array {
  return users.filter((user) => rowOf(test.interactions, user).length > 0);
}

/** The same model with its users in another order. */
function inOrder(model: Model, ids: readonly string[]): Model {
  const d = model.dimensions;
  const userEmbeddings = new Float32Array(ids.length * d);
  for (const [n, id] of ids.entries()) {
    const row = model.users.indexOf(id) ?? 0;
    userEmbeddings.set(model.userEmbeddings.subarray(row * d, (row + 1) * d), n * d);
  }
  return { ...model, users: idMap(ids), userEmbeddings };
}
