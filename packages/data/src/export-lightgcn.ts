import { type Csr, type Dataset, type IdMap, rowOf } from '@hnlm/core';
import { checkIds } from './check-ids.ts';

/**
 * Lays a dataset out in the text format of LightGCN, by index, with the lists of original ids that NGCF
 * writes: the lines of each file.
 *
 * @throws HnlmError `DATA_ID` for an id with white space, which separates the fields of the lists.
 */
export function exportLightgcn({ train, validation, test }: Dataset): Record<string, Iterable<string>> {
  const { users, items } = train;
  checkIds({ users, items }, 'lightgcn', (id) => (/\s/.test(id) ? 'it holds white space' : undefined));
  return {
    'train.txt': adjacency(train.interactions),
    'valid.txt': adjacency(validation.interactions),
    'test.txt': adjacency(test.interactions),
    'user_list.txt': list(users),
    'item_list.txt': list(items),
  };
}

/** Users without any are left out: some loaders take the largest item of every line. */
function* adjacency(interactions: Csr): Generator<string> {
  for (let user = 0; user < interactions.rows; user++) {
    const items = rowOf(interactions, user);
    if (items.length > 0) yield `${user} ${items.join(' ')}`;
  }
}

function* list({ ids }: IdMap): Generator<string> {
  yield 'org_id remap_id';
  for (const [index, id] of ids.entries()) yield `${id} ${index}`;
}
