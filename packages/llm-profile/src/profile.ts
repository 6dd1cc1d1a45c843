import type { DataNote } from '@hnlm/core';

/** What a profile is about. */
export type ProfileKind = 'item' | 'user';

/** Where a profile came from. */
export interface ProfileProvenance {
  /** `extractive`, `import`, or `llm`. */
  readonly writer: string;
  /** Whatever else the writer can tell: file and row, or model, prompt and attempts. */
  readonly [detail: string]: unknown;
}

/** A short text about one item or one user. */
export interface Profile {
  /** Original id. */
  readonly id: string;
  readonly kind: ProfileKind;
  /** Which users would enjoy the item, or what the user enjoys. */
  readonly summarization: string;
  /** Why the writer thinks so; may be empty. */
  readonly reasoning: string;
  readonly provenance: ProfileProvenance;
}

/** Profiles by dense index; `undefined` where there was nothing to write from, or the writer failed. */
export type ProfileList = readonly (Profile | undefined)[];

/** What a writer returns: both lists, and a note for each reason why a profile is missing. */
export interface Profiles {
  readonly items: ProfileList;
  readonly users: ProfileList;
  readonly notes: readonly DataNote[];
}
