import { HnlmError } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { BackbonePreparation, Parameters, TableOptions } from './backbone.ts';
import { checkCounts } from './check-counts.ts';
import { normalInitialiser } from './initialisers.ts';

/** A table of users and a table of items, `[users, dim]` and `[items, dim]`, as trainable parameters. */
export interface EmbeddingTables {
  readonly parameters: Parameters;
  /** The same two, as what they are multiplied and gathered as. */
  readonly tables: Embeddings;
}

/**
 * Makes the part that backbones with an embedding for each user and item share.
 *
 * @throws HnlmError `OPTION` for a width that is no whole number, and values of an initialiser that do not fill the tables
 * @example
 * ```ts
 * const { parameters, tables } = embeddingTables(preparation, { dim: 64 });
 * ```
 */
export function embeddingTables(
  { data, random }: BackbonePreparation,
  { dim = 64, initialiser = normalInitialiser() }: TableOptions,
): EmbeddingTables {
  checkCounts('embeddings', { dim });
  const shape = { users: data.users.size, items: data.items.size, dimensions: dim };
  const values = initialiser(shape, random);
  for (const side of ['users', 'items'] as const) {
    if (values[side]?.length === shape[side] * dim) continue;
    throw new HnlmError(
      `the initialiser gave ${values[side]?.length ?? 'no'} numbers for ${shape[side]} ${side} of ${dim} dimensions`,
      { code: 'OPTION', hint: 'Return one row after the other for all users, and for all items.' },
    );
  }
  const variable = (rows: number, table: Float32Array) =>
    tf.tidy(() => tf.variable(tf.tensor2d(table, [rows, dim])));
  const parameters = {
    users: variable(shape.users, values.users),
    items: variable(shape.items, values.items),
  };
  return { parameters, tables: parameters as unknown as Embeddings };
}
