export { combine, combineRows } from './elementwise';
export { propagate, propagateGradient } from './propagate';
export { gatherRows, scatterAddRows, sumSquaresOfRows, scatterScaledRows } from './rows';
export { pairDots, pairDotsGradient } from './pairs';
export { adam } from './adam';
export { matMul } from './matmul';
export { rankTopK } from './ranking';
