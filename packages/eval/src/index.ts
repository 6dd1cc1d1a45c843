export {
  type CompareTransferOptions,
  compareTransfer,
  type Transfer,
  type TransferResults,
} from './analyses/compare-transfer.ts';
export {
  type Convergence,
  type ConvergenceOptions,
  type ConvergencePoint,
  convergence,
} from './analyses/convergence.ts';
export {
  type FalseNegativeRate,
  type FalseNegativeRateOptions,
  falseNegativeRate,
  type NegativePairs,
} from './analyses/false-negative-rate.ts';
export { type GroupMetrics, metricsByGroup, onlyUsers } from './analyses/metrics-by-group.ts';
export {
  type PartBias,
  type PopularityBias,
  type PopularityBiasOptions,
  popularityBias,
} from './analyses/popularity-bias.ts';
export {
  type PopularityCuts,
  type PopularityPart,
  type PopularityParts,
  popularityParts,
} from './analyses/popularity-parts.ts';
export {
  type SparsityGroup,
  type SparsityGroupsOptions,
  sparsityGroups,
} from './analyses/sparsity-groups.ts';
export {
  type AuditNegativesOptions,
  auditNegatives,
  type NegativeAudit,
  type WrittenCoverage,
  type WrittenNegative,
} from './audit/audit-negatives.ts';
export { type CheckJudgeOptions, checkJudge } from './audit/check-judge.ts';
export { type CompressionRatio, compressionRatio } from './audit/compression-ratio.ts';
export {
  type EvidenceAudit,
  type EvidenceAuditOptions,
  type EvidenceTrial,
  evidenceAudit,
} from './audit/evidence-audit.ts';
export { type ModelRelation, type ModelRelationOptions, modelRelation } from './audit/model-relation.ts';
export {
  type PreferenceLeakage,
  type PreferenceLeakageOptions,
  preferenceLeakage,
} from './audit/preference-leakage.ts';
export { type VectorSimilarity, type VectorTable, vectorSimilarity } from './audit/vector-similarity.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.ts';
export {
  type EvaluateSampledOptions,
  evaluateSampled,
  type SampledEvaluation,
} from './evaluate-sampled.ts';
export { checkSeen, type SeenItems } from './lists/check-seen.ts';
export { type MeasureListsOptions, type Measurement, measureLists } from './lists/measure-lists.ts';
export { type ReadListsOptions, readLists, type SavedList } from './lists/read-lists.ts';
export type { TopLists } from './lists/top-lists.ts';
export { writeLists } from './lists/write-lists.ts';
export { averagePrecision } from './metrics/average-precision.ts';
export { coverage } from './metrics/coverage.ts';
export { hitRate } from './metrics/hit-rate.ts';
export type { Metric } from './metrics/metric.ts';
export { metrics, publishedVariants, systemMetrics } from './metrics/metrics.ts';
export { microRecall } from './metrics/micro-recall.ts';
export { mrr } from './metrics/mrr.ts';
export { ndcg } from './metrics/ndcg.ts';
export { ngcfNdcg } from './metrics/ngcf-ndcg.ts';
export { metricAt, type ParsedMetric, parseMetric } from './metrics/parse-metric.ts';
export { precision } from './metrics/precision.ts';
export { recall } from './metrics/recall.ts';
export { recommendationGini } from './metrics/recommendation-gini.ts';
export type { ListTotals, SystemMetric } from './metrics/system-metric.ts';
export type { AxisSpacing } from './plots/axes.ts';
export type { CountSeries } from './plots/count-series.ts';
export { type EmbeddingMapOptions, embeddingMap } from './plots/embedding-map.ts';
export {
  type FalseNegativeCurvesOptions,
  type FalseNegativePoint,
  type FalseNegativeSeries,
  falseNegativeCurves,
} from './plots/false-negative-curves.ts';
export {
  type HardnessHistogramOptions,
  type HardnessSeries,
  hardnessHistogram,
} from './plots/hardness-histogram.ts';
export { type CurveSeries, type LearningCurvesOptions, learningCurves } from './plots/learning-curves.ts';
export type { CurvePoint } from './plots/line-chart.ts';
export { type LorenzCurvesOptions, lorenzCurves } from './plots/lorenz-curves.ts';
export { type MetricBar, type MetricBarsOptions, metricBars } from './plots/metric-bars.ts';
export type { Plane } from './plots/plane.ts';
export { type PopularityCurvesOptions, popularityCurves } from './plots/popularity-curves.ts';
export { type PrincipalPlane, principalPlane } from './plots/principal-plane.ts';
export { recommendationCounts } from './plots/recommendation-counts.ts';
export {
  type GroupValue,
  type SparsityGroupsPlotOptions,
  sparsityGroupsPlot,
} from './plots/sparsity-groups-plot.ts';
export { type UmapPlaneOptions, umapPlane } from './plots/umap-plane.ts';
export type { RankEvent } from './ranking/progress.ts';
export { type RankUsersOptions, rankUsers } from './ranking/rank-users.ts';
export { type BootstrapMeanOptions, bootstrapMean } from './statistics/bootstrap-mean.ts';
export {
  type CompareModelsOptions,
  type Comparison,
  compareModels,
  type PairedTest,
} from './statistics/compare-models.ts';
export { type CompareRunsOptions, compareRuns, type RunComparison } from './statistics/compare-runs.ts';
export { comparisonTable } from './statistics/comparison-table.ts';
export { type EffectSizes, effectSizes } from './statistics/effect-sizes.ts';
export { holm } from './statistics/holm.ts';
export type { Interval } from './statistics/interval.ts';
export { type MeanAndSd, meanAndSd } from './statistics/mean-and-sd.ts';
export { type PairedTTest, pairedTTest } from './statistics/paired-t-test.ts';
export {
  type PermutationTest,
  type PermutationTestOptions,
  permutationTest,
} from './statistics/permutation-test.ts';
export type { UserValues } from './statistics/same-users.ts';
export type { ShareWithInterval } from './statistics/share-with-interval.ts';
export { type WilcoxonTest, wilcoxonTest } from './statistics/wilcoxon-test.ts';
export { validationMetric } from './validation-metric.ts';
