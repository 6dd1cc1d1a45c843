import { HnlmError } from './errors.ts';

/** Maps original ids to dense indices 0..size-1 and back. */
export interface IdMap {
  readonly size: number;
  /** Original ids by dense index. */
  readonly ids: readonly string[];
  /** Returns the dense index of an original id, or `undefined`. */
  indexOf(id: string): number | undefined;
}

/**
 * Makes an id map from original ids in the order of their dense indices.
 *
 * @throws HnlmError `IDS_DUPLICATE` if an id occurs twice.
 */
export function idMap(ids: readonly string[]): IdMap {
  const index = new Map<string, number>();
  for (const id of ids) {
    if (index.has(id)) {
      throw new HnlmError(`id "${id}" occurs twice`, { code: 'IDS_DUPLICATE', evidence: { id } });
    }
    index.set(id, index.size);
  }
  return { size: ids.length, ids, indexOf: (id) => index.get(id) };
}
