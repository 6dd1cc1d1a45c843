export { type Csr, contains, csrFromPairs, expandRows, positionOf, rowOf, transpose, union } from './csr.ts';
export {
  asPublished,
  type DataNote,
  type Dataset,
  type GroundTruth,
  type HeldOut,
  type ItemText,
  type ProvenanceStep,
  type Review,
  type SelectionSet,
  type Test,
  type TestAsPublished,
  type TrainView,
  type Validation,
} from './dataset.ts';
export { type Evidence, HnlmError, type HnlmErrorOptions } from './errors.ts';
export { type IdMap, idMap } from './ids.ts';
export type { Model } from './model.ts';
export { loadOptional } from './optional.ts';
export { createRandom, type Random, type RandomState, restoreRandom } from './random.ts';
export { didYouMean, suggest } from './suggest.ts';
