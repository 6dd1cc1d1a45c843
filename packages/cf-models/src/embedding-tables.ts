import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Backbone, Parameters, TableOptions } from './backbone.ts';
import { normalInitialiser } from './initialisers.ts';

interface EmbeddingTables extends Pick<Backbone, 'dimensions' | 'initialise'> {
  tables(parameters: Parameters): Embeddings;
}

/** The part that MF and LightGCN share: a table of users and a table of items. */
export function embeddingTables({
  dim = 64,
  initialiser = normalInitialiser(),
}: TableOptions): EmbeddingTables {
  return {
    dimensions: dim,
    initialise(data, random) {
      const shape = { users: data.users.size, items: data.items.size, dimensions: dim };
      const values = initialiser(shape, random);
      const variable = (rows: number, table: Float32Array) =>
        tf.tidy(() => tf.variable(tf.tensor2d(table, [rows, dim])));
      return { users: variable(shape.users, values.users), items: variable(shape.items, values.items) };
    },
    tables: ({ users, items }) => ({ users, items }) as unknown as Embeddings,
  };
}
