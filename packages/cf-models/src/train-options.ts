import { HnlmError, type Model, type SelectionSet, type TrainView } from '@hnlm/core';
import type { AuditOptions } from './audit.ts';
import type { Backbone } from './backbone.ts';
import { type PositiveOrder, positiveOrders } from './batch-order.ts';
import type { CheckpointFile } from './checkpoint-file.ts';
import type { Loss } from './loss.ts';
import { bpr } from './losses/bpr.ts';
import { type L2, resolveL2 } from './regularisation.ts';
import type { NegativeSampler } from './sampler.ts';
import { drawsNegatives, noNegatives } from './samplers/no-negatives.ts';
import type { TrainEvent } from './train-event.ts';

/** Options of `train`. Defaults are those of the official LightGCN code unless said otherwise. */
export interface TrainOptions {
  readonly data: TrainView;
  /** The part on which the best epoch is chosen. */
  readonly validation: SelectionSet;
  /** The validation metric, a finite number, higher is better; `validationMetric('NDCG@20')` of `@hnlm/eval` makes one. */
  readonly metric: (model: Model, on: SelectionSet) => number;
  readonly backbone: Backbone;
  /** May be absent where the loss uses none. */
  readonly negatives?: NegativeSampler;
  /** Default: that of the backbone, else {@link bpr}. */
  readonly loss?: Loss;
  /** Derives every random draw: initial values, order, negatives. */
  readonly seed: number;
  /** Most epochs; default 1000. */
  readonly epochs?: number;
  /** How an epoch draws its positives; default every train interaction once. */
  readonly positives?: PositiveOrder;
  /** Positives in a step; default 2048. Data that are smaller make one smaller batch. */
  readonly batch?: number;
  /** Leaves out a last batch that is smaller than the others; default false. */
  readonly dropLast?: boolean;
  /** Learning rate of Adam; default 1e-3. */
  readonly learningRate?: number;
  /** L2 regularisation, or only its weight on the ego rows of the batch; default 1e-4. */
  readonly l2?: number | L2;
  /** Epochs between two validations; default 1. */
  readonly evaluateEvery?: number;
  /** Validations without gain after which training stops; default 10. */
  readonly patience?: number;
  /** Where a killed or aborted run goes on from; none by default. */
  readonly checkpoint?: CheckpointOptions;
  /** Measures the sampler after an epoch; off by default. */
  readonly audit?: AuditOptions;
  /** Stops between two steps, with a checkpoint if there is a place for it. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TrainEvent) => void;
}

/** Where and how often the trainer keeps what a resumed run needs. */
export interface CheckpointOptions {
  readonly file: CheckpointFile;
  /** Most work that a crash can cost, in seconds; default 60. The end and an abort are kept at once. 0 keeps every step. */
  readonly everySeconds?: number;
}

/** Options with everything decided. */
export type ResolvedOptions = Omit<TrainOptions, 'l2'> &
  Required<
    Pick<
      TrainOptions,
      | 'negatives'
      | 'loss'
      | 'epochs'
      | 'positives'
      | 'batch'
      | 'dropLast'
      | 'learningRate'
      | 'evaluateEvery'
      | 'patience'
    >
  > & { readonly l2: Required<L2> };

/**
 * Fills in the defaults and refuses what cannot be.
 *
 * @throws HnlmError `OPTION`, `NO_POSITIVES`, `AUDIT`
 */
export function resolveOptions(options: TrainOptions): ResolvedOptions {
  const { backbone, loss = backbone.loss ?? bpr(), l2 = 1e-4, data } = options;
  if (loss.usesNegatives && !options.negatives) {
    throw new HnlmError(`${loss.name} compares with negatives, and there is no sampler`, {
      code: 'OPTION',
      hint: 'Set negatives, for example to uniform().',
    });
  }
  if (data.interactions.indices.length === 0) {
    throw new HnlmError('there is no train interaction', {
      code: 'NO_POSITIVES',
      hint: 'Check the filters and the split of the data.',
    });
  }
  const resolved: ResolvedOptions = {
    ...{ epochs: 1000, positives: 'interactions', batch: 2048, dropLast: false, learningRate: 1e-3 },
    ...{ evaluateEvery: 1, patience: 10 },
    ...defined(options),
    ...{
      loss,
      negatives: options.negatives ?? noNegatives(),
      l2: resolveL2(typeof l2 === 'number' ? { weight: l2 } : l2),
    },
  };
  if (resolved.audit && !drawsNegatives(resolved.negatives)) {
    throw new HnlmError('there is nothing to audit: the training draws no negatives', {
      code: 'AUDIT',
      hint: 'Leave audit out, or set negatives.',
    });
  }
  for (const name of ['epochs', 'batch', 'evaluateEvery', 'patience'] as const) {
    const value = resolved[name];
    if (!(value >= 1 && (Number.isInteger(value) || value === Infinity)))
      throw refused(name, value, 'a whole number from 1 on');
  }
  if (!Object.hasOwn(positiveOrders, resolved.positives))
    throw refused('positives', resolved.positives, `one of ${Object.keys(positiveOrders).join(', ')}`);
  if (!(resolved.learningRate > 0)) throw refused('learningRate', resolved.learningRate, 'a number above 0');
  if (!(resolved.l2.weight >= 0))
    throw refused('the weight of l2', resolved.l2.weight, '0 or a number above it');
  return resolved;
}

/** Options that are set to undefined are not set. */
function defined(options: TrainOptions): TrainOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as TrainOptions;
}

function refused(name: string, value: number | string, hint: string): HnlmError {
  return new HnlmError(`${name} cannot be ${value}`, { code: 'OPTION', hint: `Set ${name} to ${hint}.` });
}
