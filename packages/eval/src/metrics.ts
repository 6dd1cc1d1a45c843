import { hitRate } from './hit-rate.ts';
import type { Metric } from './metric.ts';
import { mrr } from './mrr.ts';
import { ndcg } from './ndcg.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';

/** Lists the metrics by the name under which results carry them (`Recall` in `Recall@20`). */
export const metrics: Readonly<Record<string, Metric>> = {
  Recall: recall,
  NDCG: ndcg,
  Precision: precision,
  Hit: hitRate,
  MRR: mrr,
};
