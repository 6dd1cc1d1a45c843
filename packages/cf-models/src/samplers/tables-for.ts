import type { Embeddings } from '@hnlm/tfjs-backend';
import { distinctRows } from '../distinct-rows.ts';
import type { SamplingContext } from '../sampler.ts';

/**
 * Takes what candidates are scored by out of what a sampler sees: the current embeddings of the users of a batch and of all
 * items, and the row of each user in them. It costs less than the embeddings of all users.
 *
 * @param users `[B]`, repeats included
 * @returns `embeddings`, users `[n, d]` and items `[items, d]`; `rows`, `[B]`
 * @example
 * ```ts
 * const { embeddings, rows } = tablesFor(context, batch.users);
 * const scores = scorePairs(embeddings, rows, candidates);
 * ```
 */
export function tablesFor(
  { forUsers }: Pick<SamplingContext, 'forUsers'>,
  users: Int32Array,
): { readonly embeddings: Embeddings; readonly rows: Int32Array } {
  const distinct = distinctRows(users);
  return { embeddings: forUsers(distinct.rows), rows: distinct.places[0] };
}
