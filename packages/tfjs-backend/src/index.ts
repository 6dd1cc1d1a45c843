export { type Adam, type AdamOptions, type AdamState, adam } from './adam.ts';
export { type BipartiteGraph, bipartiteGraph, type GraphSide } from './graph.ts';
export { gatherRows, scatterAddRows } from './ops/gather-rows.ts';
export { pairDots } from './ops/pair-dots.ts';
export { type Embeddings, propagate } from './ops/propagate.ts';
export { type PropagatedRows, type Propagation, propagation } from './ops/propagation.ts';
export { sumSquaresOfRows } from './ops/sum-squares-of-rows.ts';
export { type RankTopK, rankTopK } from './rank-top-k.ts';
export { type BackendName, useBackend } from './use-backend.ts';
