export type { AuditOptions, SamplerAudit } from './audit.ts';
export type { AuditFigures } from './audit-figures.ts';
export type {
  Backbone,
  BackbonePreparation,
  Parameters,
  PreparedBackbone,
  TableOptions,
  TrainingPass,
} from './backbone.ts';
export { type CmlOptions, cml } from './backbones/cml.ts';
export type { ContrastOptions, NoiseContrastOptions } from './backbones/contrast-options.ts';
export { cosine } from './backbones/cosine.ts';
export { type DirectAUOptions, directAU } from './backbones/direct-au.ts';
export { type LightGCNOptions, lightGCN } from './backbones/light-gcn.ts';
export { mf } from './backbones/mf.ts';
export { type NgcfOptions, ngcf } from './backbones/ngcf.ts';
export { type SfcmlOptions, sfcml } from './backbones/sfcml.ts';
export { type SglOptions, sgl } from './backbones/sgl.ts';
export { type SimGCLOptions, simGCL } from './backbones/sim-gcl.ts';
export { type XSimGCLOptions, xSimGCL } from './backbones/x-sim-gcl.ts';
export type { PositiveOrder } from './batch-order.ts';
export { type CheckpointFile, checkpointFile } from './checkpoint-file.ts';
export { type Contrast, contrastiveTerm } from './contrastive-term.ts';
export { type EmbeddingTables, embeddingTables } from './embedding-tables.ts';
export { type EncodedRows, type Encoding, encodingOf, type Hops } from './encoding.ts';
export { type ExportEmbeddingsOptions, exportEmbeddings } from './export-embeddings.ts';
export {
  addItems,
  type FoldInOptions,
  foldInItems,
  foldInUsers,
  type Newcomer,
} from './fold-in.ts';
export { adjacencyMatrix, type Normalisation } from './graph/adjacency-matrix.ts';
export type { Augmentation } from './graph/augmented-view.ts';
export { dropEdges } from './graph/drop-edges.ts';
export { dropNodes } from './graph/drop-nodes.ts';
export {
  type Initialiser,
  normalInitialiser,
  type TableShape,
  type TableValues,
  type XavierOptions,
  xavierInitialiser,
} from './initialisers.ts';
export type { Loss, Reduction, ScoredBatch } from './loss.ts';
export {
  type AlignmentUniformityOptions,
  alignmentUniformity,
} from './losses/alignment-uniformity.ts';
export { type BprOptions, bpr } from './losses/bpr.ts';
export { type CclOptions, ccl } from './losses/ccl.ts';
export { type HingeOptions, hinge } from './losses/hinge.ts';
export { type InBatchSoftmaxOptions, inBatchSoftmax } from './losses/in-batch-softmax.ts';
export { type SampledSoftmaxOptions, sampledSoftmax } from './losses/sampled-softmax.ts';
export { type SamplingFreeOptions, samplingFree } from './losses/sampling-free.ts';
export { mappedEncoding, type RowMaps } from './mapped-encoding.ts';
export { popularity } from './popularity.ts';
export { type Preset, type PresetName, preset } from './presets.ts';
export { type Projection, projectRows } from './project-rows.ts';
export { type Recommendation, type RecommendOptions, recommend } from './recommend.ts';
export type { L2 } from './regularisation.ts';
export type {
  BatchEmbeddings,
  BatchHops,
  HopNegatives,
  NegativeSampler,
  Negatives,
  PositiveBatch,
  Preparation,
  PreparedSampler,
  SamplerState,
  SamplingContext,
  SynthesisedNegatives,
} from './sampler.ts';
export { type AdaSirOptions, adaSir } from './samplers/ada-sir.ts';
export { type AhnsOptions, ahns } from './samplers/ahns.ts';
export { type AliasTable, aliasTable } from './samplers/alias-table.ts';
export { type ByPopularityOptions, byPopularity } from './samplers/by-popularity.ts';
export { chooseTop } from './samplers/choose-top.ts';
export { type CurriculumOptions, curriculum } from './samplers/curriculum.ts';
export { type ChooseNegatives, type CustomOptions, custom } from './samplers/custom.ts';
export { type DensOptions, dens } from './samplers/dens.ts';
export { type DinsOptions, dins } from './samplers/dins.ts';
export { type DnsOptions, dns } from './samplers/dns.ts';
export { drawUnseen } from './samplers/draw-unseen.ts';
export { type DtlNsOptions, dtlNs } from './samplers/dtl-ns.ts';
export { type IrganOptions, irgan } from './samplers/irgan.ts';
export { type MixGcfOptions, mixGCF } from './samplers/mix-gcf.ts';
export { type MixturePart, mixture } from './samplers/mixture.ts';
export { noNegatives } from './samplers/no-negatives.ts';
export {
  type NegativeRecord,
  type PrecomputedOptions,
  precomputed,
} from './samplers/precomputed.ts';
export { scorePairs } from './samplers/score-pairs.ts';
export type { Similarity } from './samplers/similarities-of.ts';
export { type SoftmaxRhoOptions, softmaxRho } from './samplers/softmax-rho.ts';
export { type SrnsOptions, srns } from './samplers/srns.ts';
export { tablesFor } from './samplers/tables-for.ts';
export { uniform } from './samplers/uniform.ts';
export { decodeModel, encodeModel, openModel, saveModel } from './save-model.ts';
export { type StepInput, stepLoss } from './step.ts';
export { type TrainedModel, train } from './train.ts';
export type { TrainEvent } from './train-event.ts';
export type { CheckpointOptions, TrainOptions } from './train-options.ts';
export { type StepTimes, samplingContext } from './train-step.ts';
