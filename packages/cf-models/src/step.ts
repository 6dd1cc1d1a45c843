import type { TrainView } from '@hnlm/core';
import { pairDots } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from './backbone.ts';
import { type BatchRows, batchRows, type EgoRows } from './batch-rows.ts';
import type { Encoding } from './encoding.ts';
import { everyRow } from './every-row.ts';
import type { Loss } from './loss.ts';
import { type L2, regularise } from './regularisation.ts';
import type { Negatives, PositiveBatch, SynthesisedNegatives } from './sampler.ts';

/** What the loss of one step is computed from. */
export interface StepInput {
  readonly data: TrainView;
  readonly batch: PositiveBatch;
  readonly negatives: Negatives;
  readonly encoding: Encoding;
  readonly loss: Loss;
  readonly l2: L2;
  /** What L2 on `parameters` acts on. */
  readonly parameters: Parameters;
}

/**
 * Computes the loss of a step: ranking, L2, and what the sampler and the backbone add; differentiable.
 *
 * @example
 * ```ts
 * const { value, grads } = tf.variableGrads(() =>
 *   stepLoss({ data, batch, negatives, encoding: backbone.encode(pass), loss: bpr(), l2: { weight: 1e-4 }, parameters }),
 * );
 * ```
 */
export function stepLoss({ data, batch, negatives, encoding, loss, l2, parameters }: StepInput): tf.Scalar {
  const rows = batchRows(batch, negatives, encoding);
  const synthesised = negatives.byHop
    ? negatives.byHop.synthesise?.(rows.hops)
    : negatives.synthesise?.(rows.embeddings);
  const [positives, plain] = score(rows, synthesised);
  const shape = plain.shape;
  const terms = [
    loss.compute({
      positives,
      negatives: negatives.offsets ? plain.add(tf.tensor2d(negatives.offsets, shape)) : plain,
      ...(negatives.weights && { weights: tf.tensor2d(negatives.weights, shape) }),
      get users() {
        return rows.embeddings.users;
      },
      get items() {
        return rows.embeddings.positives;
      },
      batch,
      encoding,
      data,
    }),
  ];
  if (l2.weight !== 0) terms.push(regularise(l2, rows, parameters, egoOf(rows, synthesised)));
  if (negatives.auxiliaryLoss) terms.push(negatives.auxiliaryLoss(rows.embeddings));
  if (negatives.byHop?.auxiliaryLoss) terms.push(negatives.byHop.auxiliaryLoss(rows.hops));
  if (encoding.auxiliaryLoss) terms.push(encoding.auxiliaryLoss(batch));
  return terms.length === 1 ? terms[0] : tf.addN(terms);
}

/** The rows of negatives that are no items, for L2. */
function egoOf(rows: BatchRows, synthesised: SynthesisedNegatives | undefined): EgoRows | undefined {
  if (!synthesised) return rows.mixedEgo?.();
  const { ego } = synthesised;
  return ego && { table: ego, rows: everyRow(ego.shape[0]) };
}

/** Scores of the positives, `[B, 1]`, and the negatives, `[B, k]`. */
function score(rows: BatchRows, synthesised: SynthesisedNegatives | undefined): [tf.Tensor2D, tf.Tensor2D] {
  if (!synthesised) {
    const scored = rows.scored();
    const lists = [scored.positives, scored.negatives];
    const used = scored.negatives.length > 0 ? lists : lists.slice(0, 1);
    const [positives, negatives] = pairDots(scored.users, scored.items, scored.userRows, used);
    return [positives, negatives ?? tf.zeros([positives.shape[0], 0])];
  }
  const { users, positives } = rows.embeddings;
  const [size] = users.shape;
  const table = tf.concat([positives, synthesised.vectors]) as tf.Tensor2D;
  const places = everyRow(table.shape[0]);
  const own = places.subarray(0, size);
  const scores = pairDots(users, table, own, [own, places.subarray(size)]);
  return [scores[0], scores[1]];
}
