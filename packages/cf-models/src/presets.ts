import { HnlmError } from '@hnlm/core';
import { type Initialiser, normalInitialiser, xavierInitialiser } from './initialisers.ts';
import { bpr } from './losses/bpr.ts';
import { sampledSoftmax } from './losses/sampled-softmax.ts';
import type { TrainOptions } from './train-options.ts';

/** What codes that are compared with each other silently do differently. */
export interface Preset {
  /** To be spread into the options of `train`. */
  readonly settings: Required<
    Pick<TrainOptions, 'loss' | 'l2' | 'positives' | 'dropLast' | 'batch' | 'learningRate'>
  >;
  /** For the tables of the backbone. */
  readonly initialiser: Initialiser;
}

/** Codes whose settings {@link preset} knows. */
export type PresetName = 'lightgcn-official' | 'selfrec' | 'mixgcf' | 'sgl-official' | 'rlmrec';

const presets: Readonly<Record<PresetName, () => Preset>> = {
  'lightgcn-official': () => ({
    settings: {
      loss: bpr(),
      l2: { weight: 1e-4, on: 'ego', norm: 'squared', reduction: 'mean' },
      positives: 'users',
      ...unlessSaid,
    },
    initialiser: normalInitialiser({ sd: 0.1 }),
  }),
  selfrec: () => ({
    settings: {
      loss: bpr({ epsilon: 1e-5 }),
      l2: { weight: 1e-4, on: 'ego', norm: 'frobenius', reduction: 'mean-twice' },
      positives: 'interactions',
      ...unlessSaid,
    },
    initialiser: xavierInitialiser(),
  }),
  mixgcf: () => ({
    settings: {
      loss: sampledSoftmax(),
      l2: { weight: 1e-4, on: 'ego', norm: 'squared', reduction: 'mean' },
      positives: 'interactions',
      ...unlessSaid,
      dropLast: true,
    },
    initialiser: xavierInitialiser(),
  }),
  'sgl-official': () => ({
    settings: {
      loss: bpr({ reduction: 'sum' }),
      l2: { weight: 1e-4, on: 'ego', norm: 'squared', reduction: 'sum' },
      positives: 'users',
      ...unlessSaid,
    },
    initialiser: xavierInitialiser(),
  }),
  rlmrec: () => ({
    settings: {
      loss: bpr(),
      // Its 1e-6 multiplies squares, not half of them.
      l2: { weight: 2e-6, on: 'parameters', norm: 'squared' },
      positives: 'interactions',
      ...unlessSaid,
      batch: 4096,
    },
    initialiser: xavierInitialiser(),
  }),
};

const unlessSaid = { dropLast: false, batch: 2048, learningRate: 1e-3 };

/**
 * Returns loss, L2, order of positives, batches and initialiser as a published code has them for LightGCN, so that a comparison
 * does not turn on them. The backbone is the caller's: its options, where codes differ in them, are named below.
 *
 * - `lightgcn-official` (gusye1234/LightGCN-PyTorch): mean BPR, half the squares of the batch's ego rows over B, users drawn
 *   uniformly, N(0, .1²).
 * - `selfrec` (Coder-Yu/SELFRec): -log(1e-5 + σ(Δ)), Frobenius norms of the ego rows over B twice, which is next to nothing; each
 *   interaction once; Xavier.
 * - `mixgcf` (huangtinglin/MixGCF): log(1 + Σ exp(Δ)) over the negatives, half the squares over B, each interaction once, no last
 *   smaller batch; Xavier.
 * - `sgl-official` (wujcan/SGL-Torch): sums in place of means, for BPR as for L2; users drawn uniformly; Xavier.
 *   Sum the contrastive term too, `sgl({ initialiser, reduction: 'sum' })`: beside sums its mean counts B times less.
 * - `rlmrec` (HKUDS/RLMRec): mean BPR, 1e-6 times the squares of all parameters, batches of 4096; Xavier. Its LightGCN is
 *   `lightGCN({ initialiser, dim: 32, pooling: 'sum' })`, and it leaves a fifth of the edges out of each step, which is not
 *   offered here.
 *
 * @throws HnlmError `OPTION` for a name that is not known
 * @example
 * ```ts
 * const { settings, initialiser } = preset('mixgcf');
 * const model = await train({
 *   ...settings,
 *   data: dataset.train,
 *   validation: dataset.validation,
 *   metric: validationMetric('NDCG@20'),
 *   backbone: lightGCN({ initialiser }),
 *   negatives: dns({ candidates: 32 }),
 *   seed: 1,
 * });
 * ```
 */
export function preset(name: PresetName): Preset {
  if (!Object.hasOwn(presets, name)) {
    throw new HnlmError(`there is no preset "${name}"`, {
      code: 'OPTION',
      hint: `Take one of ${Object.keys(presets).join(', ')}.`,
    });
  }
  return presets[name]();
}
