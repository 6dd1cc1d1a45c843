import { sumSquaresOfRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from './backbone.ts';
import type { BatchRows, EgoRows } from './batch-rows.ts';
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

/** Fills in the defaults, in a fixed order. */
export function resolveL2({ weight, on = 'ego', norm = 'squared', reduction = 'mean' }: L2): Required<L2> {
  return { weight, on, norm, reduction };
}

/** Says in words what is kept small, and how. */
export function l2Plan({ weight, on, norm, reduction }: Required<L2>): string {
  if (weight === 0) return 'no L2';
  const rows = { ego: 'ego rows', final: 'final embeddings', parameters: 'all parameters' }[on];
  const measure = norm === 'squared' ? [] : ['the Frobenius norm of each group'];
  const size = {
    mean: [],
    sum: ['summed over the batch'],
    'mean-twice': ['divided by the size of the batch twice'],
  };
  return [`L2 of ${weight} on ${rows}`, ...measure, ...(on === 'parameters' ? [] : size[reduction])].join(
    ', ',
  );
}

/** Computes the L2 term of a step; a row counts as often as it occurs in the batch. */
export function regularise(
  l2: L2,
  { placed, embeddings, whole }: BatchRows,
  parameters: Parameters,
  synthesisedEgo?: EgoRows,
): tf.Scalar {
  const { weight, on, norm, reduction } = resolveL2(l2);
  const squares = (table: tf.Tensor): tf.Scalar => table.square().sum();
  /** The term of some groups of rows, each by its sum of squares. */
  const measured = (groups: tf.Scalar[], factor: number): tf.Scalar =>
    norm === 'squared'
      ? sum(groups).mul(factor / 2)
      : sum(groups.map((group) => group.sqrt<tf.Scalar>())).mul(factor);
  if (on === 'parameters') return measured(Object.values(parameters).map(squares), weight);

  const { rows, users, positives, negatives } = placed;
  const size = users.length;
  const factor = weight / { mean: size, sum: 1, 'mean-twice': size * size }[reduction];
  if (on === 'final' && !whole) {
    return measured([embeddings.users, embeddings.positives, embeddings.negatives].map(squares), factor);
  }
  const [ofUsers, ofItems] = on === 'ego' ? [rows.egoUsers, rows.egoItems] : [rows.users, rows.items];
  const synthesised = on === 'ego' ? synthesisedEgo : undefined;
  const drawn = synthesised ? [] : [negatives].filter(({ length }) => length > 0);
  // Squares of both kinds of items add up, so one look at the table is enough.
  const ofRows = norm === 'squared' ? [joined([positives, ...drawn])] : [positives, ...drawn];
  return measured(
    [
      sumSquaresOfRows(ofUsers, users),
      ...ofRows.map((list) => sumSquaresOfRows(ofItems, list)),
      ...(synthesised ? [sumSquaresOfRows(synthesised.table, synthesised.rows)] : []),
    ],
    factor,
  );
}

function joined(lists: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((length, list) => length + list.length, 0));
  let start = 0;
  for (const list of lists) {
    all.set(list, start);
    start += list.length;
  }
  return all;
}

const sum = (terms: tf.Scalar[]): tf.Scalar => (terms.length === 1 ? terms[0] : tf.addN(terms));
