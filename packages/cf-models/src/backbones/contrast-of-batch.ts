import type { Embeddings } from '@hnlm/tfjs-backend';
import type { Scalar } from '@tensorflow/tfjs';
import { contrastiveTerm } from '../contrastive-term.ts';
import { firstRows } from '../remember-rows.ts';
import type { ContrastOptions } from './contrast-options.ts';

/** The rows of a batch in one pass. */
export interface ContrastedBatch {
  /** Distinct users. */
  readonly users: Int32Array;
  /** Distinct positives. */
  readonly items: Int32Array;
}

type Term = Required<Pick<ContrastOptions, 'weight' | 'temperature'>>;

/** Computes λ times the InfoNCE of the users and of the items of a batch in two passes, whose rows begin with theirs. */
export function contrastOfBatch(
  { users, items }: ContrastedBatch,
  passes: readonly [Embeddings, Embeddings],
  { weight, temperature }: Term,
): Scalar {
  const [first, second] = passes.map((pass) => firstRows(pass, users.length, items.length));
  const term = (side: 'users' | 'items') =>
    contrastiveTerm({ anchors: first[side], others: second[side], temperature });
  return term('users').add(term('items')).mul(weight);
}

/** Says so in words. */
export const contrastPlan = ({ weight, temperature }: Term): string =>
  `${weight} times InfoNCE (temperature ${temperature}, against the distinct users and positives of the batch)`;
