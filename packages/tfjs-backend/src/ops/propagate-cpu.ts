import type { TensorInfo } from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { valuesOf } from '../define-kernel.ts';
import type { BipartiteGraph, GraphSide } from '../graph.ts';

/** Computes the mean of layers 0 to K in plain JavaScript: the oracle. */
export function meanOfLayers(
  backend: MathBackendCPU,
  users: TensorInfo,
  items: TensorInfo,
  graph: BipartiteGraph,
  layers: number,
): TensorInfo[] {
  const d = users.shape[1];
  let fromUsers = valuesOf<Float32Array>(backend, users);
  let fromItems = valuesOf<Float32Array>(backend, items);
  const sums = [fromUsers.slice(), fromItems.slice()];
  for (let layer = 0; layer < layers; layer++) {
    const toUsers = multiply(backend, graph.userSide, graph.itemSide, fromItems, d);
    fromItems = multiply(backend, graph.itemSide, graph.userSide, fromUsers, d);
    fromUsers = toUsers;
    for (const [side, values] of [fromUsers, fromItems].entries()) {
      for (let n = 0; n < values.length; n++) sums[side][n] += values[n];
    }
  }
  return [users, items].map(({ shape }, side) =>
    backend.makeTensorInfo(shape, 'float32', sums[side].map((value) => value / (layers + 1)) as never),
  );
}

function multiply(
  backend: MathBackendCPU,
  to: GraphSide,
  from: GraphSide,
  x: Float32Array,
  d: number,
): Float32Array {
  const indptr = valuesOf<Int32Array>(backend, to.indptr);
  const indices = valuesOf<Int32Array>(backend, to.indices);
  const [rowScales, columnScales] = [to, from].map(({ scales }) => valuesOf<Float32Array>(backend, scales));
  const y = new Float32Array((indptr.length - 1) * d);
  for (let row = 0; row + 1 < indptr.length; row++) {
    for (let edge = indptr[row]; edge < indptr[row + 1]; edge++) {
      const column = indices[edge];
      const weight = rowScales[row] * columnScales[column];
      for (let c = 0; c < d; c++) y[row * d + c] += weight * x[column * d + c];
    }
  }
  return y;
}
