import { HnlmError } from '@hnlm/core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel, valuesOf } from '../define-kernel.ts';

type Names = 'users' | 'items' | 'userRows' | 'itemRows';

const gradient = defineKernel<Names | 'dy', object>({
  name: 'HnlmPairDotsGradient',
  cpu({ users, items, userRows, itemRows, dy }, _attributes, backend) {
    const d = users.shape[1];
    const per = itemRows.shape[1];
    const [u, v, g] = [users, items, dy].map((info) => valuesOf<Float32Array>(backend, info));
    const rows = valuesOf<Int32Array>(backend, userRows);
    const columns = valuesOf<Int32Array>(backend, itemRows);
    const du = new Float32Array(u.length);
    const dv = new Float32Array(v.length);
    for (let pair = 0; pair < columns.length; pair++) {
      const user = rows[Math.floor(pair / per)] * d;
      const item = columns[pair] * d;
      for (let c = 0; c < d; c++) {
        du[user + c] += g[pair] * v[item + c];
        dv[item + c] += g[pair] * u[user + c];
      }
    }
    return [
      backend.makeTensorInfo(users.shape, 'float32', du as never),
      backend.makeTensorInfo(items.shape, 'float32', dv as never),
    ];
  },
  hnlm({ users, items, userRows, itemRows, dy }, _attributes, backend) {
    const [du, dv] = [backend.zeros(users.shape), backend.zeros(items.shape)];
    const [batch, per] = itemRows.shape;
    const at = (info: tf.TensorInfo) => backend.address(info);
    const { kernels } = backend.wasm;
    kernels.pairDotsGradient(
      at(users),
      at(items),
      at(userRows),
      at(itemRows),
      batch,
      per,
      users.shape[1],
      at(dy),
      at(du),
      at(dv),
    );
    return [du, dv];
  },
});

const run = defineKernel<Names, object>({
  name: 'HnlmPairDots',
  save: { inputs: ['users', 'items', 'userRows', 'itemRows'] },
  cpu({ users, items, userRows, itemRows }, _attributes, backend) {
    const d = users.shape[1];
    const per = itemRows.shape[1];
    const [u, v] = [users, items].map((info) => valuesOf<Float32Array>(backend, info));
    const rows = valuesOf<Int32Array>(backend, userRows);
    const columns = valuesOf<Int32Array>(backend, itemRows);
    const out = new Float32Array(columns.length);
    for (let pair = 0; pair < out.length; pair++) {
      const user = rows[Math.floor(pair / per)] * d;
      const item = columns[pair] * d;
      let sum = 0;
      for (let c = 0; c < d; c++) sum += u[user + c] * v[item + c];
      out[pair] = sum;
    }
    return backend.makeTensorInfo(itemRows.shape, 'float32', out as never);
  },
  hnlm({ users, items, userRows, itemRows }, _attributes, backend) {
    const out = backend.allocate(itemRows.shape, 'float32');
    const [batch, per] = itemRows.shape;
    const at = (info: tf.TensorInfo) => backend.address(info);
    const { kernels } = backend.wasm;
    kernels.pairDots(at(users), at(items), at(userRows), at(itemRows), batch, per, users.shape[1], at(out));
    return out;
  },
  gradient(dy, [users, items, userRows, itemRows]) {
    const [toUsers, toItems] = gradient({ users, items, userRows, itemRows, dy: dy as Tensor }, {});
    return { users: () => toUsers, items: () => toItems };
  },
});

/**
 * Scores pairs without gathering their rows: out[b, c] = users[userRows[b]] · items[itemRows[b * per + c]], `[batch, per]`.
 * Differentiable in both tables.
 *
 * @param users `[users, d]`
 * @param items `[items, d]`
 * @param userRows `[batch]`
 * @param itemRows `[batch * per]`
 * @throws HnlmError `SHAPE`, `ROW_RANGE`
 */
export function pairDots(
  users: Tensor2D,
  items: Tensor2D,
  userRows: Int32Array,
  itemRows: Int32Array,
): Tensor2D {
  const per = itemRows.length / userRows.length;
  if (!Number.isInteger(per) || users.shape[1] !== items.shape[1]) {
    throw new HnlmError(
      `${itemRows.length} items for ${userRows.length} users over tables [${users.shape}] and [${items.shape}] do not fit`,
      {
        code: 'SHAPE',
        hint: 'Give each user the same number of items, and both tables the same number of columns.',
      },
    );
  }
  checkRows(userRows, users.shape[0], 'userRows');
  checkRows(itemRows, items.shape[0], 'itemRows');
  return tf.tidy(() => {
    const rows = tf.tensor1d(userRows, 'int32');
    const columns = tf.tensor2d(itemRows, [userRows.length, per], 'int32');
    return run({ users, items, userRows: rows, itemRows: columns }, {})[0] as Tensor2D;
  });
}
