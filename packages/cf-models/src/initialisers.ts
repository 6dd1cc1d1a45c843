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

/** Draws both tables from N(0, sd²); sd = .1 is what the official LightGCN code uses. */
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

/** Draws each table uniformly from ±sqrt(6 / (rows + columns)) (Glorot and Bengio 2010, eq. 16). */
export function xavierInitialiser(): Initialiser {
  return ({ users, items, dimensions }, random) => {
    const draw = (rows: number, stream: Random) => {
      const bound = Math.sqrt(6 / (rows + dimensions));
      return Float32Array.from({ length: rows * dimensions }, () => bound * (2 * stream.uniform() - 1));
    };
    return { users: draw(users, random.split('users')), items: draw(items, random.split('items')) };
  };
}
