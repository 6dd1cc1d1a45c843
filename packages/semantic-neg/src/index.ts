export { type AssistantWeightsOptions, assistantWeights, type ItemScores } from './assistant-weights.ts';
export type { Concept, ConceptSource } from './concept-source.ts';
export { type ConceptReply, conceptTask } from './concept-task.ts';
export { conceptsFromCategories } from './concepts-from-categories.ts';
export { type ConceptsFromTreesOptions, conceptsFromTrees } from './concepts-from-trees.ts';
export {
  type CoverageGroup,
  type CoverageReport,
  type CoverageReportOptions,
  coverageReport,
} from './coverage-report.ts';
export { type DraftReply, draftTask } from './draft-task.ts';
export { dropFlagged, type FilteredNegatives } from './drop-flagged.ts';
export {
  type ExtractConceptsOptions,
  extractConcepts,
  type Lexicon,
  shopLexicon,
} from './extract-concepts.ts';
export { falseNegativeOdds } from './false-negative-odds.ts';
export { type FlagNearProfilesOptions, flagNearProfiles } from './flag-near-profiles.ts';
export { type FlagNegativesOptions, flagNegatives } from './flag-negatives.ts';
export { type FlagUnchangedOptions, flagUnchanged, maskEdits } from './flag-unchanged.ts';
export { type GroundOptions, ground } from './ground.ts';
export { type HardNegativeSources, hardNegativePrompt, type ProfileText } from './hard-negative-prompt.ts';
export { type HardNegativeReply, hardNegativeTask } from './hard-negative-task.ts';
export { type HitOverlap, hitOverlap } from './hit-overlap.ts';
export {
  type HybridNegatives,
  type HybridNegativesOptions,
  hybridNegatives,
  type WeightOf,
} from './hybrid-negatives.ts';
export { type IvfIndexOptions, ivfIndex } from './ivf-index.ts';
export {
  type JudgedNegatives,
  type JudgeNegativesOptions,
  judgeNegatives,
} from './judge-negatives.ts';
export { judgeTask, type Verdict } from './judge-task.ts';
export { type LlmConcepts, type LlmConceptsOptions, llmConcepts } from './llm-concepts.ts';
export { type AskingOptions, type LlmNegativesOptions, llmNegatives } from './llm-negatives.ts';
export {
  type NegativeEvidence,
  type NegativeEvidenceOptions,
  negativeEvidence,
} from './negative-evidence.ts';
export {
  type Coverage,
  type Grounding,
  type NegativeFlag,
  type NegativePair,
  type NegativeProvenance,
  type NegativeSet,
  type NegativeText,
  negativeRows,
  type SemanticNegative,
} from './negative-set.ts';
export { type NegativesByPair, negativesByPair } from './negatives-by-pair.ts';
export type { NeighbourIndex, NeighbourSearchOptions } from './neighbour-index.ts';
export {
  type ReflectedNegativesOptions,
  type Reflection,
  reflectedNegatives,
} from './reflected-negatives.ts';
export { type ReflectionReply, reflectionTask } from './reflection-task.ts';
export { type RewardNegativesOptions, rewardNegatives } from './reward-negatives.ts';
export { sameFamily } from './same-family.ts';
export {
  randomPairs,
  type SelectPairsOptions,
  selectPairs,
  type TrainPair,
  uncertainPairs,
  type ZipPairsOptions,
  zipPairs,
} from './select-pairs.ts';
export { type SwapAttributesOptions, swapAttributes } from './swap-attributes.ts';
export type { SharingOptions } from './write-negatives.ts';
export { type ZipSelection, type ZipSelectOptions, zipSelect } from './zip-select.ts';
