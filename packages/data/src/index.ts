export type { Concept, ConceptTree } from './concept-tree.ts';
export { type DatasetStatistics, describeDataset, type PartStatistics } from './describe-dataset.ts';
export type { InteractionFormat } from './format.ts';
export { type FromSplitsOptions, fromSplits } from './from-splits.ts';
export type { ItemSource } from './item-catalogue.ts';
export { type LoadDatasetOptions, loadDataset } from './load-dataset.ts';
export type { InteractionColumns } from './read-interaction-table.ts';
export type { ItemColumns } from './read-item-texts.ts';
export { type SimulatedWorld, type SimulateWorldOptions, simulateWorld } from './simulate-world.ts';
