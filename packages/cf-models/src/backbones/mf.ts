import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { encodingOf } from '../encoding.ts';

/** Makes matrix factorisation: the two tables as they are, scored by dot product (Rendle et al. 2009). */
export function mf(options: TableOptions = {}): Backbone {
  const { dimensions, initialise, tables } = embeddingTables(options);
  return {
    dimensions,
    initialise,
    name: 'MF',
    plan: `matrix factorisation, d = ${dimensions}`,
    encode: (parameters) => encodingOf(tables(parameters)),
  };
}
