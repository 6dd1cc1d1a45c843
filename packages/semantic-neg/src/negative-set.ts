/** A catalogue item near a generated text. */
export interface Grounding {
  /** Original id. */
  readonly item: string;
  /** Cosine of the two embeddings. */
  readonly similarity: number;
}

/**
 * What a filter found; a flag is a finding, not a verdict. The first five are from {@link flagNegatives}; `near-profile`
 * from {@link flagNearProfiles}, `unchanged` from {@link flagUnchanged}, `wanted` from {@link judgeNegatives}.
 */
export type NegativeFlag =
  | 'is-positive'
  | 'copies-title'
  | 'too-near'
  | 'out-of-catalogue'
  | 'markup'
  | 'near-profile'
  | 'unchanged'
  | 'wanted';

/** Where a text came from. */
export interface NegativeProvenance {
  /** `swap-attributes`, `llm`, `llm-reflected` or `reward-sampling`. */
  readonly generator: string;
  /** Whatever else the generator can tell: the swaps, or model, prompt and attempts. */
  readonly [detail: string]: unknown;
}

/** One generated hard negative, which may serve several pairs. */
export interface NegativeText {
  readonly text: string;
  readonly reasoning?: string;
  readonly provenance: NegativeProvenance;
  /** Nearest catalogue items, best first; there once `ground` has run. */
  readonly grounded?: readonly Grounding[];
}

/** A train pair and the text made for it. */
export interface NegativePair {
  /** Original id. */
  readonly user: string;
  /** Original id of the interacted item. */
  readonly positive: string;
  /** Index into the set's texts. */
  readonly text: number;
  /** There once a filter has run. */
  readonly flags?: readonly NegativeFlag[];
}

/** How many train pairs have a text, and why the others have none. */
export interface Coverage {
  /** Train pairs in all. */
  readonly pairs: number;
  readonly covered: number;
  /** Reasons and how many pairs each left without a text; they add up to `pairs - covered`. */
  readonly uncovered: Readonly<Record<string, number>>;
}

/** Distinct texts, and the pairs that share them. Plain data: it can be written as JSON as it is. */
export interface NegativeSet {
  readonly texts: readonly NegativeText[];
  readonly pairs: readonly NegativePair[];
  readonly coverage: Coverage;
}

/** One pair with its text and all that is known of it. */
export interface SemanticNegative {
  readonly user: string;
  readonly positive: string;
  readonly text: string;
  readonly reasoning?: string;
  readonly grounded: readonly Grounding[];
  readonly flags: readonly NegativeFlag[];
  readonly provenance: NegativeProvenance;
}

/** Writes a set out, one row a pair. */
export function negativeRows({ texts, pairs }: NegativeSet): SemanticNegative[] {
  return pairs.map(({ user, positive, text, flags = [] }) => {
    const { grounded = [], ...rest } = texts[text];
    return { user, positive, ...rest, grounded, flags };
  });
}
