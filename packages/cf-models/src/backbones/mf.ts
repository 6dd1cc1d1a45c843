import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';

/** Makes matrix factorisation: the two tables as they are, scored by dot product (Rendle et al. 2009). */
export function mf(options: TableOptions = {}): Backbone {
  const tables = embeddingTables(options);
  return {
    ...tables,
    name: 'MF',
    plan: `matrix factorisation, d = ${tables.dimensions}`,
    encode: (parameters) => tables.ego(parameters),
  };
}
