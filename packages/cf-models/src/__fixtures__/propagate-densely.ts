import { type Csr, contains } from '@hnlm/core';

/** Tables of users and items as lists of rows. */
export interface DenseTables {
  readonly users: number[][];
  readonly items: number[][];
}

/** Layers of a propagation, each over a graph of its own, by dense products from the definition; layer 0 first. For tests. */
export function propagateDensely(tables: DenseTables, graphs: readonly Csr[]): DenseTables[] {
  const layers = [tables];
  for (const graph of graphs) {
    const { users, items } = layers[layers.length - 1];
    const edge = (user: number, item: number) => Number(contains(graph, user, item));
    const degree = (count: number, of: (n: number) => number) =>
      Array.from({ length: count }, (_, n) => of(n)).reduce((sum, one) => sum + one, 0);
    const ofUsers = users.map((_, user) => degree(items.length, (item) => edge(user, item)));
    const ofItems = items.map((_, item) => degree(users.length, (user) => edge(user, item)));
    const weight = (user: number, item: number) =>
      edge(user, item) && 1 / Math.sqrt(ofUsers[user] * ofItems[item]);
    const sums = (from: number[][], weigh: (n: number) => number) =>
      from[0].map((_, c) => from.reduce((sum, row, n) => sum + weigh(n) * row[c], 0));
    layers.push({
      users: users.map((_, user) => sums(items, (item) => weight(user, item))),
      items: items.map((_, item) => sums(users, (user) => weight(user, item))),
    });
  }
  return layers;
}

/** The mean of some layers, entry by entry. */
export function meanDensely(layers: readonly DenseTables[]): DenseTables {
  const mean = (side: keyof DenseTables) =>
    layers[0][side].map((row, n) =>
      row.map((_, c) => layers.reduce((sum, layer) => sum + layer[side][n][c], 0) / layers.length),
    );
  return { users: mean('users'), items: mean('items') };
}
