import type { DataNote, ProvenanceStep } from '@hnlm/core';
import type { ParquetColumn } from './parquet-file.ts';
import type { FileDigest } from './sha256.ts';

/** What `dataset.json` says of a saved dataset. */
export interface SavedDataset {
  readonly format: typeof savedFormat;
  readonly version: typeof savedVersion;
  readonly name: string;
  readonly fingerprint: string;
  readonly users: number;
  readonly items: number;
  /** Size and SHA-256 of every other file of the folder. */
  readonly files: Readonly<Record<string, FileDigest>>;
  readonly notes: readonly DataNote[];
  readonly provenance: readonly ProvenanceStep[];
}

export const savedFormat = 'hnlm-dataset';
export const savedVersion = 1;

export const partNames = ['train', 'validation', 'test'] as const;

/** The Parquet files of a saved dataset. */
export const savedFiles = {
  interactions: 'interactions.parquet',
  users: 'users.parquet',
  items: 'items.parquet',
  reviews: 'reviews.parquet',
} as const;

const pair: readonly ParquetColumn[] = [
  { name: 'user', type: 'int32' },
  { name: 'item', type: 'int32' },
];

/** In the order of the train view's entries, then validation, then test; `rating` and `time` of train alone. */
export const interactionColumns: readonly ParquetColumn[] = [
  ...pair,
  { name: 'part', type: 'text' },
  { name: 'rating', type: 'float', optional: true },
  { name: 'time', type: 'double', optional: true },
];

/** In the order of the indices. */
export const userColumns: readonly ParquetColumn[] = [
  { name: 'index', type: 'int32' },
  { name: 'id', type: 'text' },
];

/** In the order of the indices; `attributes` is a JSON object. */
export const itemColumns: readonly ParquetColumn[] = [
  ...userColumns,
  { name: 'title', type: 'text', optional: true },
  { name: 'description', type: 'text', optional: true },
  { name: 'brand', type: 'text', optional: true },
  { name: 'categories', type: 'texts', optional: true },
  { name: 'attributes', type: 'text', optional: true },
];

/** Those of train interactions, in their order. */
export const reviewColumns: readonly ParquetColumn[] = [
  ...pair,
  { name: 'title', type: 'text', optional: true },
  { name: 'text', type: 'text' },
  { name: 'rating', type: 'double', optional: true },
];
