import { averagePrecision } from './average-precision.ts';
import { coverage } from './coverage.ts';
import { hitRate } from './hit-rate.ts';
import type { Metric } from './metric.ts';
import { microRecall } from './micro-recall.ts';
import { mrr } from './mrr.ts';
import { ndcg } from './ndcg.ts';
import { ngcfNdcg } from './ngcf-ndcg.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';
import { recommendationGini } from './recommendation-gini.ts';
import type { SystemMetric } from './system-metric.ts';

/** Lists the metrics of a user by the name under which results carry them (`Recall` in `Recall@20`). */
export const metrics: Readonly<Record<string, Metric>> = {
  Recall: recall,
  NDCG: ndcg,
  Precision: precision,
  Hit: hitRate,
  MRR: mrr,
  MAP: averagePrecision,
};

/** Lists the metrics of a set of lists by name; they have no value by user. */
export const systemMetrics: Readonly<Record<string, SystemMetric>> = {
  Coverage: coverage,
  Gini: recommendationGini,
};

/** Lists what published code computes under the name of another metric, by names of their own. */
export const publishedVariants: {
  readonly user: Readonly<Record<string, Metric>>;
  readonly system: Readonly<Record<string, SystemMetric>>;
} = {
  user: { 'NGCF-NDCG': ngcfNdcg },
  system: { MicroRecall: microRecall },
};
