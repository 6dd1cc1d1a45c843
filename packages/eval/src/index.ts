export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.ts';
export { hitRate } from './hit-rate.ts';
export { type MeanAndSd, meanAndSd } from './mean-and-sd.ts';
export { type MeasureListsOptions, type Measurement, measureLists } from './measure-lists.ts';
export type { Metric } from './metric.ts';
export { metrics } from './metrics.ts';
export { mrr } from './mrr.ts';
export { ndcg } from './ndcg.ts';
export { type PairedTTest, pairedTTest } from './paired-t-test.ts';
export { metricAt, type ParsedMetric, parseMetric } from './parse-metric.ts';
export {
  type CurvePoint,
  type CurveSeries,
  type LearningCurvesOptions,
  learningCurves,
} from './plots/learning-curves.ts';
export { type MetricBar, type MetricBarsOptions, metricBars } from './plots/metric-bars.ts';
export { precision } from './precision.ts';
export { type RankEvent, type RankUsersOptions, rankUsers } from './rank-users.ts';
export { recall } from './recall.ts';
export type { TopLists } from './top-lists.ts';
export { validationMetric } from './validation-metric.ts';
