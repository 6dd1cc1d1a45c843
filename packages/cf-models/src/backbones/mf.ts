import type { Backbone, TableOptions } from '../backbone.ts';
import { embeddingTables } from '../embedding-tables.ts';
import { encodingOf } from '../encoding.ts';

/**
 * Makes matrix factorisation: the two tables as they are, scored by dot product (Rendle et al. 2009).
 *
 * @example
 * ```ts
 * const backbone = mf({ dim: 64, initialiser: xavierInitialiser() });
 * ```
 */
export function mf(options: TableOptions = {}): Backbone {
  const { dim = 64 } = options;
  return {
    name: 'MF',
    dimensions: dim,
    plan: `matrix factorisation, d = ${dim}`,
    prepare(preparation) {
      const { parameters, tables } = embeddingTables(preparation, options);
      return { parameters, encode: () => encodingOf(tables) };
    },
  };
}
