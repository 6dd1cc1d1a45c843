import type { Random } from '@hnlm/core';

/** Where items are in a tree: the number of the branch at each level, as long as the item's path is. */
export type ItemPaths = readonly (readonly number[])[];

/** Options of {@link itemTree}. */
export interface ItemTreeOptions {
  /** Rows of vectors, `[items * dimensions]`. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** The items that the tree holds; the others have an empty path. */
  readonly items: Int32Array;
  readonly random: Random;
}

const branches = 4;
const mostInLeaf = 30;
/** A branch holds at most this many times its even share. */
const most = 1.6;
const mostIterations = 50;

/**
 * Puts items into a tree by splitting them into four by k-means, over and over, until at most 30 are left together. No
 * branch holds more than 1.6 times its even share: the items farthest from its centre go to the nearest one with room
 * (DTL-NS, arXiv 2602.18249, and official code, which moves the last ones to the smallest branch).
 */
export function itemTree({ vectors, dimensions, items, random }: ItemTreeOptions): ItemPaths {
  const paths: number[][] = Array.from({ length: vectors.length / dimensions }, () => []);
  const split = (some: Int32Array): void => {
    if (some.length <= mostInLeaf) return;
    for (const [branch, members] of fourWays(vectors, dimensions, some, random).entries()) {
      for (const item of members) paths[item].push(branch);
      split(members);
    }
  };
  split(items);
  return paths;
}

/** Says how much of the shorter path two items share from the root on, 0 to 1; 0 where one has no path. */
export function sharedPrefix(one: readonly number[], other: readonly number[]): number {
  const shorter = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < shorter && one[shared] === other[shared]) shared++;
  return shorter === 0 ? 0 : shared / shorter;
}

function fourWays(vectors: Float32Array, d: number, items: Int32Array, random: Random): Int32Array[] {
  const distance = (item: number, centre: Float64Array) => {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += (vectors[item * d + c] - centre[c]) ** 2;
    return sum;
  };
  const centres = firstCentres(vectors, d, items, distance, random);
  const nearest = (item: number, open: readonly number[]) => {
    let best = open[0];
    for (const centre of open)
      if (distance(item, centres[centre]) < distance(item, centres[best])) best = centre;
    return best;
  };
  const all = centres.map((_, centre) => centre);
  let assigned = items.map(() => -1);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const next = items.map((item) => nearest(item, all));
    if (next.every((centre, n) => centre === assigned[n])) break;
    assigned = next;
    for (const [centre, values] of centres.entries()) {
      const members = items.filter((_, n) => assigned[n] === centre);
      if (members.length === 0) continue;
      for (let c = 0; c < d; c++) {
        let sum = 0;
        for (const item of members) sum += vectors[item * d + c];
        values[c] = sum / members.length;
      }
    }
  }
  const groups = all.map((centre) => [...items.filter((_, n) => assigned[n] === centre)]);
  const cap = Math.floor((most * items.length) / branches);
  for (const [centre, group] of groups.entries()) {
    if (group.length <= cap) continue;
    group.sort((a, b) => distance(a, centres[centre]) - distance(b, centres[centre]) || a - b);
    for (const item of group.splice(cap)) {
      const open = all.filter((other) => other !== centre && groups[other].length < cap);
      groups[nearest(item, open)].push(item);
    }
  }
  return groups.filter((group) => group.length > 0).map((group) => Int32Array.from(group).sort());
}

/** Centres that lie apart: each an item drawn in proportion to its squared distance to those before (k-means++). */
function firstCentres(
  vectors: Float32Array,
  d: number,
  items: Int32Array,
  distance: (item: number, centre: Float64Array) => number,
  random: Random,
): Float64Array[] {
  const at = (item: number) => Float64Array.from(vectors.subarray(item * d, (item + 1) * d));
  const centres = [at(items[random.integer(items.length)])];
  const weights = new Float64Array(items.length).fill(Number.POSITIVE_INFINITY);
  while (centres.length < branches) {
    let total = 0;
    for (const [n, item] of items.entries()) {
      weights[n] = Math.min(weights[n], distance(item, centres[centres.length - 1]));
      total += weights[n];
    }
    let point = random.uniform() * total;
    let n = 0;
    while (n < items.length - 1 && point >= weights[n]) point -= weights[n++];
    centres.push(at(items[n]));
  }
  return centres;
}
