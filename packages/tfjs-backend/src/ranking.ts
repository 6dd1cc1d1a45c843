export { createRanker, type Ranker, type RankerOptions } from './ranker.ts';
