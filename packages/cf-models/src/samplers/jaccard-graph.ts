import { type Csr, csrFromPairs, expandRows, rowOf, transpose } from '@hnlm/core';

/** A symmetric graph of items without loops, and the weight of each of its entries. */
export interface ItemGraph {
  readonly edges: Csr;
  /** `[entries]`, in the order of `edges.indices` */
  readonly weights: Float32Array;
}

/**
 * Makes the graph in which two items are joined by the share of their users that have both, |U_i ∩ U_j| / |U_i ∪ U_j|.
 * An edge stays where it is among the `neighbours` strongest of one of its ends; ties go to the smaller index. Takes a
 * time in proportion to the sum over users of their number of items, squared.
 *
 * @param interactions `[users, items]`
 */
export function jaccardGraph(interactions: Csr, neighbours: number): ItemGraph {
  const byItem = transpose(interactions);
  const size = byItem.rows;
  const common = new Int32Array(size);
  const similarity = new Float64Array(size);
  const [rows, columns]: [number[], number[]] = [[], []];
  for (let item = 0; item < size; item++) {
    const met: number[] = [];
    for (const user of rowOf(byItem, item)) {
      for (const other of rowOf(interactions, user)) {
        if (other !== item && common[other]++ === 0) met.push(other);
      }
    }
    for (const other of met) {
      similarity[other] = jaccard(byItem, item, other, common[other]);
      common[other] = 0;
    }
    met.sort((one, other) => similarity[other] - similarity[one] || one - other);
    for (const other of met.slice(0, neighbours)) {
      rows.push(item, other);
      columns.push(other, item);
    }
  }
  const edges = csrFromPairs(size, size, rows, columns);
  const weights = new Float32Array(edges.indices.length);
  for (const [n, row] of expandRows(edges).entries()) {
    const other = edges.indices[n];
    weights[n] = jaccard(byItem, row, other, commonEntries(rowOf(byItem, row), rowOf(byItem, other)));
  }
  return { edges, weights };
}

function jaccard({ indptr }: Csr, one: number, other: number, common: number): number {
  return common / (indptr[one + 1] - indptr[one] + indptr[other + 1] - indptr[other] - common);
}

/** How many entries two ascending lists share. */
function commonEntries(one: Int32Array, other: Int32Array): number {
  let [n, m, count] = [0, 0, 0];
  while (n < one.length && m < other.length) {
    const difference = one[n] - other[m];
    if (difference === 0) count++;
    if (difference <= 0) n++;
    if (difference >= 0) m++;
  }
  return count;
}
