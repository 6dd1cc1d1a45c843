import type { DataNote, ProvenanceStep, Review } from '@hnlm/core';

/** Interactions as columns, in the order they were read. Transforms make new logs; none changes one. */
export interface InteractionLog {
  /** Original ids, in order of first appearance; `userOf` holds indices into these. */
  readonly users: readonly string[];
  /** Original ids, in order of first appearance; `itemOf` holds indices into these. */
  readonly items: readonly string[];
  /** `[interactions]` */
  readonly userOf: Int32Array;
  /** `[interactions]` */
  readonly itemOf: Int32Array;
  /** `[interactions]`, NaN where one has none; absent where the source has none. */
  readonly ratings?: Float32Array;
  /** `[interactions]`, Unix seconds, NaN where one has none; absent where the source has none. */
  readonly times?: Float64Array;
  /** `[interactions]`; absent unless they were asked for and there are some. */
  readonly reviews?: readonly (Review | undefined)[];
  /** Dirt of the data that was counted and worked around, for the notes of the dataset. */
  readonly notes: readonly DataNote[];
  /** What made this log: its sources, then every transform. */
  readonly provenance: readonly ProvenanceStep[];
}
