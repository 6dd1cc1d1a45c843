import type { DataNote } from '@hnlm/core';
import type { CoverageReport } from '@hnlm/semantic-neg';

/** Mean and standard deviation (n - 1) over seeds. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** One training run: one row of the table with one seed. */
export interface SeedResult {
  readonly seed: number;
  /** Validation metric after each evaluated epoch. */
  readonly curve: readonly { readonly epoch: number; readonly value: number }[];
  readonly bestEpoch: number;
  /** Test metrics of the best validation epoch, such as `NDCG@20`. */
  readonly test: Readonly<Record<string, number>>;
}

/** A paired comparison of two rows over users, on the seed-averaged per-user metric. */
export interface Comparison {
  /** `id` of the row compared with. */
  readonly to: string;
  /** Relative change of the mean, e.g. .04 for 4 % more. */
  readonly change: number;
  /** Two-sided p of the paired t-test over users. */
  readonly pUsers: number;
  readonly users: number;
}

/** One row of the table. */
export interface RowResult {
  readonly id: string;
  readonly label: string;
  readonly kind: 'baseline' | 'text' | 'semantic' | 'control';
  /** For a control: `id` of the row that it belongs to, and what it rules out. */
  readonly controls?: { readonly row: string; readonly rulesOut: string };
  /** The resolved plan as one sentence. */
  readonly plan: string;
  /** Options chosen on validation, with every value that was tried. */
  readonly chosen: readonly {
    readonly option: string;
    readonly value: string;
    readonly tried: readonly { readonly value: string; readonly validation: number }[];
  }[];
  readonly validation: Spread;
  readonly test: Readonly<Record<string, Spread>>;
  readonly seeds: readonly SeedResult[];
  readonly comparisons: readonly Comparison[];
}

/** Everything that the report shows; `metrics.json` is this object. It holds no clock time: the same run writes the same bytes. */
export interface RunResults {
  readonly version: 1;
  readonly title: string;
  /** What the data are; for the simulated world also its settings and what they favour. */
  readonly about: readonly string[];
  readonly dataset: {
    readonly name: string;
    readonly users: number;
    readonly items: number;
    readonly train: number;
    readonly validation: number;
    readonly test: number;
    readonly fingerprint: string;
    readonly notes: readonly DataNote[];
  };
  /** Facts of the protocol in reading order: seeds, selection, ranking, hyper-parameters, backend. */
  readonly protocol: readonly { readonly name: string; readonly value: string }[];
  /** Who wrote the texts and how many: profiles, negatives, embeddings; grounding and coverage figures. */
  readonly texts: readonly { readonly name: string; readonly value: string }[];
  /** Train pairs with a negative that training used, by how much users and items interact. */
  readonly coverage?: CoverageReport;
  readonly selectionMetric: string;
  readonly rows: readonly RowResult[];
  /** Three texts of generated negatives with their positive and what they were grounded to. */
  readonly examples: readonly {
    readonly user: string;
    readonly profile: string;
    readonly positive: string;
    readonly negative: string;
    readonly grounded: readonly { readonly item: string; readonly similarity: number }[];
    /** What filters found. */
    readonly flags: readonly string[];
  }[];
}
