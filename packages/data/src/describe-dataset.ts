import type { Csr, Dataset, ProvenanceStep } from '@hnlm/core';

/** Counts of one part of a dataset: interactions, and the users and items that have any. */
export interface PartStatistics {
  readonly interactions: number;
  readonly users: number;
  readonly items: number;
}

/** Sizes of a dataset. */
export interface DatasetStatistics {
  readonly users: number;
  readonly items: number;
  /** Of all parts together. */
  readonly interactions: number;
  /** `interactions / (users * items)` */
  readonly density: number;
  readonly train: PartStatistics;
  readonly validation: PartStatistics;
  readonly test: PartStatistics;
  /** What made it, with the counts after each step. */
  readonly provenance: readonly ProvenanceStep[];
}

/** Counts users, items and interactions of a dataset and of its parts, and says what made it. */
export function describeDataset({ train, validation, test, provenance }: Dataset): DatasetStatistics {
  const users = train.users.size;
  const items = train.items.size;
  const parts = {
    train: describePart(train.interactions),
    validation: describePart(validation.interactions),
    test: describePart(test.interactions),
  };
  const interactions = parts.train.interactions + parts.validation.interactions + parts.test.interactions;
  return { users, items, interactions, density: interactions / (users * items), ...parts, provenance };
}

function describePart({ rows, indptr, indices }: Csr): PartStatistics {
  let users = 0;
  for (let user = 0; user < rows; user++) if (indptr[user + 1] > indptr[user]) users++;
  return { interactions: indices.length, users, items: new Set(indices).size };
}
