export { type Adam, type AdamOptions, type AdamState, adam, type RowsGradient } from './adam.ts';
export { backendStatus } from './backend-status.ts';
export { type BipartiteGraph, bipartiteGraph, type GraphSide } from './graph.ts';
export { nativeKernels } from './native-kernels.ts';
export { drawNegatives } from './ops/draw-negatives.ts';
export { dropout } from './ops/dropout.ts';
export { gatherLists } from './ops/gather-lists.ts';
export { gatherRows, scatterAddRows } from './ops/gather-rows.ts';
export { infoNce } from './ops/info-nce.ts';
export type { LayerNoise } from './ops/layer-noise.ts';
export { perturb } from './ops/noise.ts';
export { pairDots } from './ops/pair-dots.ts';
export { type Embeddings, propagate } from './ops/propagate.ts';
export {
  type PropagatedHops,
  type PropagatedRows,
  type Propagation,
  type PropagationOptions,
  propagation,
} from './ops/propagation.ts';
export { randomNormal, randomUniform } from './ops/random.ts';
export { sparseMatMul } from './ops/sparse-mat-mul.ts';
export { sumSquaresOfRows } from './ops/sum-squares-of-rows.ts';
export { topCandidates } from './ops/top-candidates.ts';
export { unitRows } from './ops/unit-rows.ts';
export { weightedRows } from './ops/weighted-rows.ts';
export { createRanker, type Ranker, type RankerOptions } from './ranker.ts';
export { type CompressedRows, type SparseMatrix, sparseMatrix } from './sparse-matrix.ts';
export { type BackendName, useBackend } from './use-backend.ts';
export type { ComputeOptions, ComputeStatus } from './wasm.ts';
