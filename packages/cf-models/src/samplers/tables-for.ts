import type { Embeddings } from '@hnlm/tfjs-backend';
import { distinctRows } from '../distinct-rows.ts';
import type { SamplingContext } from '../sampler.ts';

/** Embeddings of the users of a batch and of all items, and the row of each user of the batch in them. */
export function tablesFor(
  { forUsers }: Pick<SamplingContext, 'forUsers'>,
  users: Int32Array,
): { readonly embeddings: Embeddings; readonly rows: Int32Array } {
  const distinct = distinctRows(users);
  return { embeddings: forUsers(distinct.rows), rows: distinct.places[0] };
}
