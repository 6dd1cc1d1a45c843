import { didYouMean, HnlmError } from '@hnlm/core';
import type { RowResult } from '../report/results.ts';
import type { NegativesSpec, Start } from './training-spec.ts';

/** Values of an option, one of which is chosen on validation. */
export interface Choice {
  readonly option: string;
  readonly values: readonly { readonly label: string; readonly negatives: NegativesSpec }[];
}

/** Options of DNS that were chosen on validation; rows that build on DNS take them over. */
export interface ChosenDns {
  readonly candidates: number;
  readonly top: number;
}

/** One row of the table, before it is run. */
export interface Row {
  readonly id: string;
  readonly label: string;
  readonly kind: RowResult['kind'];
  readonly controls?: RowResult['controls'];
  readonly needsTexts: boolean;
  /** Whether it trains on generated negatives that are mixed with retrieved ones; such rows are run where they are asked for. */
  readonly mixed?: true;
  readonly start: Start;
  /** Whether its options build on those that were chosen for DNS, so that it waits for them. */
  readonly afterDns: boolean;
  /**
   * Options that are tried; a row with one value has nothing to choose.
   *
   * @param controlled what was chosen for the row that this one controls
   */
  choice(dns: ChosenDns, controlled?: NegativesSpec): Choice;
}

const only = (negatives: NegativesSpec): Choice => ({ option: '', values: [{ label: '', negatives }] });

const mix = (alpha: number, source: 'generated' | 'shuffled' | 'random' | 'mined') => (): Choice =>
  only({ kind: 'mix', alpha, source });

const lambdas =
  (...values: number[]) =>
  (dns: ChosenDns): Choice => ({
    option: 'lambda',
    values: values.map((lambda) => ({
      label: String(lambda),
      negatives: { kind: 'adjusted', ...dns, lambda, history: 'own' },
    })),
  });

/** The adjusted row as it was chosen, with one thing changed. */
const variant = (
  dns: ChosenDns,
  controlled: NegativesSpec | undefined,
  change: { lambda: number } | { history: "another user's" },
): Choice => {
  const base =
    controlled?.kind === 'adjusted' ? controlled : { ...dns, lambda: 0.2, history: 'own' as const };
  return only({ ...base, kind: 'adjusted', ...change });
};

/** N candidates and M kept: DNS of the paper, and the softer choice that wins on dense data. */
const pools: readonly (readonly [number, number])[] = [
  [4, 1],
  [8, 1],
  [16, 1],
  [16, 4],
  [32, 1],
];

/** The default weight of the generated vector. */
export const mixAlpha = 0.1;

/** Every row of the table: the methods first, then the controls of each. */
export const rows: readonly Row[] = [
  {
    id: 'uniform',
    label: 'Uniform',
    kind: 'baseline',
    needsTexts: false,
    start: 'normal',
    afterDns: false,
    choice: () => only({ kind: 'uniform' }),
  },
  {
    id: 'dns',
    label: 'DNS',
    kind: 'baseline',
    needsTexts: false,
    start: 'normal',
    afterDns: false,
    choice: () => ({
      option: 'pool',
      values: pools.map(([candidates, top]) => ({
        label: top === 1 ? `${candidates}` : `${top} of ${candidates}`,
        negatives: { kind: 'dns', candidates, top },
      })),
    }),
  },
  {
    id: 'dns-text',
    label: 'DNS, text-initialised',
    kind: 'text',
    needsTexts: true,
    start: 'text',
    afterDns: true,
    choice: (dns) => only({ kind: 'dns', ...dns }),
  },
  {
    id: 'mix',
    label: 'HNLMRec mix',
    kind: 'semantic',
    needsTexts: true,
    start: 'normal',
    afterDns: false,
    choice: mix(mixAlpha, 'generated'),
  },
  {
    id: 'adjusted',
    label: 'Adjusted DNS',
    kind: 'semantic',
    needsTexts: true,
    start: 'normal',
    afterDns: true,
    choice: lambdas(0.1, 0.2, 0.5),
  },
  {
    id: 'adjusted-text',
    label: 'Adjusted DNS, text-initialised',
    kind: 'semantic',
    needsTexts: true,
    start: 'text',
    afterDns: true,
    choice: lambdas(0, 0.05, 0.1, 0.15),
  },
  {
    id: 'dns-permuted-text',
    label: 'permuted text',
    kind: 'control',
    controls: { row: 'dns-text', rulesOut: 'spread of the initial vectors' },
    needsTexts: true,
    start: 'permuted text',
    afterDns: true,
    choice: (dns) => only({ kind: 'dns', ...dns }),
  },
  {
    id: 'mix-off',
    label: 'alpha = 0',
    kind: 'control',
    controls: { row: 'mix', rulesOut: 'gain from loss, size or batch' },
    needsTexts: true,
    start: 'normal',
    afterDns: false,
    choice: mix(0, 'generated'),
  },
  {
    id: 'mix-random',
    label: 'random vectors',
    kind: 'control',
    controls: { row: 'mix', rulesOut: 'any noise would do' },
    needsTexts: true,
    start: 'normal',
    afterDns: false,
    choice: mix(mixAlpha, 'random'),
  },
  {
    id: 'mix-shuffled',
    label: 'shuffled pairs',
    kind: 'control',
    controls: { row: 'mix', rulesOut: 'any negative of the kind would do' },
    needsTexts: true,
    start: 'normal',
    afterDns: false,
    choice: mix(mixAlpha, 'shuffled'),
  },
  {
    id: 'mix-mined',
    label: 'the mined item itself',
    kind: 'control',
    controls: { row: 'mix', rulesOut: 'the miner, not the generator' },
    needsTexts: true,
    start: 'normal',
    afterDns: false,
    choice: mix(mixAlpha, 'mined'),
  },
  {
    id: 'adjusted-off',
    label: 'lambda = 0',
    kind: 'control',
    controls: { row: 'adjusted', rulesOut: 'gain from loss, size or batch' },
    needsTexts: true,
    start: 'normal',
    afterDns: true,
    choice: (dns, controlled) => variant(dns, controlled, { lambda: 0 }),
  },
  {
    id: 'adjusted-other',
    label: "another user's text",
    kind: 'control',
    controls: { row: 'adjusted', rulesOut: 'popularity of words' },
    needsTexts: true,
    start: 'normal',
    afterDns: true,
    choice: (dns, controlled) => variant(dns, controlled, { history: "another user's" }),
  },
  {
    id: 'hybrid',
    label: 'Hybrid negatives',
    kind: 'semantic',
    needsTexts: true,
    mixed: true,
    start: 'normal',
    afterDns: false,
    choice: () => only({ kind: 'hybrid', generated: true }),
  },
  {
    id: 'hybrid-retrieved',
    label: 'retrieved alone',
    kind: 'control',
    controls: { row: 'hybrid', rulesOut: 'the retrieved negatives, not the generated' },
    needsTexts: true,
    mixed: true,
    start: 'normal',
    afterDns: false,
    choice: () => only({ kind: 'hybrid', generated: false }),
  },
];

/**
 * Picks rows by id; a control brings nothing else along.
 *
 * @param mixed whether the settings ask for mixed negatives
 * @throws HnlmError `ROW_UNKNOWN` with a suggestion, `ROW_MISSING` where the settings have no effect.
 */
export function pickRows(ids: readonly string[] | undefined, mixed: boolean = false): readonly Row[] {
  if (!ids) return rows.filter((row) => mixed || !row.mixed);
  const known = rows.map(({ id }) => id);
  for (const id of ids) {
    if (!known.includes(id)) {
      throw new HnlmError(`unknown row "${id}"`, { code: 'ROW_UNKNOWN', hint: didYouMean(id, known) });
    }
  }
  const picked = rows.filter(({ id }) => ids.includes(id));
  if (mixed && !picked.some((row) => row.mixed)) {
    throw new HnlmError('mix is set in --texts, but no row uses it', {
      code: 'ROW_MISSING',
      hint: 'Add hybrid to --rows, or leave mix out.',
    });
  }
  return picked;
}
