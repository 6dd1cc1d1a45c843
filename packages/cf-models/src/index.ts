export type { Backbone, Parameters, TableOptions } from './backbone.ts';
export { type LightGCNOptions, lightGCN } from './backbones/light-gcn.ts';
export { mf } from './backbones/mf.ts';
export { type EncodedRows, type Encoding, encodingOf } from './encoding.ts';
export {
  type Initialiser,
  normalInitialiser,
  type TableShape,
  type TableValues,
  xavierInitialiser,
} from './initialisers.ts';
export type { RankingLoss, ScoredBatch } from './loss.ts';
export { bpr } from './losses/bpr.ts';
export { popularity } from './popularity.ts';
export type {
  BatchEmbeddings,
  NegativeSampler,
  Negatives,
  PositiveBatch,
  Preparation,
  PreparedSampler,
  SamplingContext,
} from './sampler.ts';
export { chooseTop } from './samplers/choose-top.ts';
export { type DnsOptions, dns } from './samplers/dns.ts';
export { drawUnseen } from './samplers/draw-unseen.ts';
export { scorePairs } from './samplers/score-pairs.ts';
export { uniform } from './samplers/uniform.ts';
export { type StepInput, stepLoss } from './step.ts';
export { type TrainEvent, type TrainedModel, type TrainOptions, train } from './train.ts';
