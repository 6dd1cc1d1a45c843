import type { Random } from '@hnlm/core';

/** Number of rows and columns of the two tables. */
export interface TableShape {
  readonly users: number;
  readonly items: number;
  readonly dimensions: number;
}

/** Starting values of the two tables, row by row. */
export interface TableValues {
  /** `[users * dimensions]` */
  readonly users: Float32Array;
  /** `[items * dimensions]` */
  readonly items: Float32Array;
}

/** Makes starting values; every draw comes from `random`. */
export type Initialiser = (shape: TableShape, random: Random) => TableValues;

/**
 * Draws both tables from N(0, sd²); sd = .1 is what the official LightGCN code uses.
 *
 * @example
 * ```ts
 * const backbone = lightGCN({ initialiser: normalInitialiser({ sd: 0.01 }) });
 * ```
 */
export function normalInitialiser({ sd = 0.1 }: { readonly sd?: number } = {}): Initialiser {
  return ({ users, items, dimensions }, random) => {
    const draw = (length: number, stream: Random) =>
      Float32Array.from({ length }, () => sd * stream.normal());
    return {
      users: draw(users * dimensions, random.split('users')),
      items: draw(items * dimensions, random.split('items')),
    };
  };
}

/** Options of {@link xavierInitialiser}. */
export interface XavierOptions {
  /** Default `uniform`. */
  readonly distribution?: 'uniform' | 'normal';
}

/**
 * Draws each table with the variance 2 / (rows + columns): uniformly from ±sqrt(6 / (rows + columns)) (Glorot and Bengio 2010,
 * eq. 16), or from the normal distribution.
 *
 * @example
 * ```ts
 * const backbone = lightGCN({ initialiser: xavierInitialiser() });
 * ```
 */
export function xavierInitialiser({ distribution = 'uniform' }: XavierOptions = {}): Initialiser {
  return ({ users, items, dimensions }, random) => ({
    users: xavierValues(users, dimensions, random.split('users'), distribution),
    items: xavierValues(items, dimensions, random.split('items'), distribution),
  });
}

/** Draws one table as {@link xavierInitialiser} does. */
export function xavierValues(
  rows: number,
  columns: number,
  random: Random,
  distribution: 'uniform' | 'normal' = 'uniform',
): Float32Array {
  const variance = 2 / (rows + columns);
  const draw =
    distribution === 'uniform'
      ? () => Math.sqrt(3 * variance) * (2 * random.uniform() - 1)
      : () => Math.sqrt(variance) * random.normal();
  return Float32Array.from({ length: rows * columns }, draw);
}
