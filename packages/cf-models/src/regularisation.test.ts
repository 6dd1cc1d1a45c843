import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { lightGCN } from './backbones/light-gcn.ts';
import { bpr } from './losses/bpr.ts';
import type { L2 } from './regularisation.ts';
import { stepLoss } from './step.ts';
import { checkGradients } from './testing/check-gradients.ts';
import { tinyBatch as batch, tiny as data } from './testing/tiny-batch.ts';

beforeAll(() => useBackend('hnlm'));

/** Two negatives of each positive. */
const negatives = { items: Int32Array.from({ length: 2 * batch.users.length }, (_, n) => (5 * n + 1) % 6) };

function prepared() {
  const { parameters, encode } = lightGCN({ dim: 3, layers: 2 }).prepare({
    data,
    random: createRandom(4).split('values'),
  });
  const step = (l2: L2) => () =>
    stepLoss({ data, batch, negatives, encoding: encode(), loss: bpr(), l2, parameters });
  return { parameters, encoding: encode(), step };
}

describe.each(['ego', 'final', 'parameters'] as const)('on %s', (on) => {
  describe.each(['squared', 'frobenius'] as const)('%s', (norm) => {
    test.each(['mean', 'sum', 'mean-twice'] as const)('%s is what plain arithmetic gives', (reduction) => {
      const { parameters, encoding, step } = prepared();
      const rows = (table: tf.Tensor) => table.arraySync() as number[][];
      const { users, items } = on === 'final' ? encoding.all() : parameters;
      const [ofUsers, ofItems] = [rows(users), rows(items)];
      const squares = (table: number[][], picked: Iterable<number>) =>
        Array.from(picked, (row) => table[row].reduce((sum, value) => sum + value * value, 0)).reduce(
          (sum, value) => sum + value,
          0,
        );
      const groups =
        on === 'parameters'
          ? [squares(ofUsers, ofUsers.keys()), squares(ofItems, ofItems.keys())]
          : [squares(ofUsers, batch.users), squares(ofItems, batch.items), squares(ofItems, negatives.items)];
      const size = batch.users.length;
      const divisor = on === 'parameters' ? 1 : { mean: size, sum: 1, 'mean-twice': size * size }[reduction];
      const measured = groups.map((group) => (norm === 'squared' ? group / 2 : Math.sqrt(group)));
      const expected = (0.7 * measured.reduce((sum, one) => sum + one, 0)) / divisor;
      const at = (weight: number) => step({ weight, on, norm, reduction })().dataSync()[0];
      expect(at(0.7) - at(0)).toBeCloseTo(expected, 4);
    });

    test('has the gradient of finite differences', () => {
      const { parameters, step } = prepared();
      checkGradients(step({ weight: 0.7, on, norm }), parameters);
    });
  });
});

test('on all parameters its gradient is the weight decay of torch.optim.Adam: weight times the parameter', () => {
  const { parameters, step } = prepared();
  const gradients = (weight: number) =>
    tf.variableGrads(step({ weight, on: 'parameters' }), Object.values(parameters)).grads;
  const [without, with_] = [gradients(0), gradients(0.5)];
  for (const variable of Object.values(parameters)) {
    const [before, after] = [without, with_].map((grads) => grads[variable.name].dataSync());
    for (const [n, value] of variable.dataSync().entries()) {
      expect(after[n] - before[n]).toBeCloseTo(0.5 * value, 6);
    }
  }
});
