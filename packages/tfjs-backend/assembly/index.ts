export { combine, combineRows } from './elementwise';
export { finishRows, multiply } from './sparse';
export { gatherRows, scatterAddRows, sumSquaresOfRows, scatterScaledRows } from './rows';
export { pairDots, pairDotsGradient } from './pairs';
export { adam } from './adam';
export { matMul } from './matmul';
export { rankTopK } from './ranking';
