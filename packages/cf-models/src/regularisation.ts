import { sumSquaresOfRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from './backbone.ts';
import type { BatchRows } from './batch-rows.ts';
import type { Reduction } from './loss.ts';

/** Settings of L2 regularisation. */
export interface L2 {
  readonly weight: number;
  /**
   * What is kept small: the rows of the tables that the batch reads (official LightGCN code), their embeddings as they are
   * scored (official NGCF code), or all parameters (RLMRec), which with squares is the `weight_decay` of `torch.optim.Adam`.
   * Default `ego`.
   */
  readonly on?: 'ego' | 'final' | 'parameters';
  /**
   * Of each of the three groups users, positives and negatives: half the sum of squares, or its root, the Frobenius norm
   * (SELFRec). Default `squared`.
   */
  readonly norm?: 'squared' | 'frobenius';
  /**
   * Over the batch: divided by its size, not divided, or divided twice (SELFRec's MF and LightGCN). Default `mean`.
   * All parameters are never divided.
   */
  readonly reduction?: Reduction | 'mean-twice';
}

/** Computes the L2 term of a step; a row counts as often as it occurs in the batch. */
export function regularise(
  { weight, on = 'ego', norm = 'squared', reduction = 'mean' }: L2,
  { placed, embeddings, whole }: BatchRows,
  parameters: Parameters,
  synthesisedEgo?: tf.Tensor,
): tf.Scalar {
  const squares = (table: tf.Tensor) => table.square().sum() as tf.Scalar;
  if (on === 'parameters') {
    return sum(Object.values(parameters).map((one) => measure(squares(one), norm))).mul(weight);
  }
  const { rows, users, positives, negatives } = placed;
  let groups: tf.Scalar[];
  if (on === 'final' && !whole) {
    groups = [embeddings.users, embeddings.positives, embeddings.negatives].map(squares);
  } else {
    const [ofUsers, ofItems] = on === 'ego' ? [rows.egoUsers, rows.egoItems] : [rows.users, rows.items];
    groups = [sumSquaresOfRows(ofUsers, users), sumSquaresOfRows(ofItems, positives)];
    if (on === 'ego' && synthesisedEgo) groups.push(squares(synthesisedEgo));
    else if (negatives.length > 0) groups.push(sumSquaresOfRows(ofItems, negatives));
  }
  const size = users.length;
  const divisor = { mean: size, sum: 1, 'mean-twice': size * size }[reduction];
  return sum(groups.map((group) => measure(group, norm))).mul(weight / divisor);
}

const measure = (squares: tf.Scalar, norm: 'squared' | 'frobenius'): tf.Scalar =>
  norm === 'squared' ? squares.mul(0.5) : squares.sqrt();

const sum = (terms: tf.Scalar[]): tf.Scalar => (terms.length === 1 ? terms[0] : tf.addN(terms));
