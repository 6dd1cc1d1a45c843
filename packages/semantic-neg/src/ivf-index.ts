import type { IdMap, Random } from '@hnlm/core';
import { checkCounts } from './check-counts.ts';
import { embeddingWidth } from './embedding-width.ts';
import { nearestRows } from './nearest-rows.ts';
import type { NeighbourIndex, NeighbourSearchOptions } from './neighbour-index.ts';
import { rankRows } from './rank-rows.ts';
import { sphericalMeans } from './spherical-means.ts';
import { takeRows, unitRows } from './unit-rows.ts';

/** Options of {@link ivfIndex}. */
export interface IvfIndexOptions {
  readonly items: IdMap;
  /** `[items.size * dimensions]`, row by row. */
  readonly itemEmbeddings: Float32Array;
  /** Lists that the items are divided into; the square root of their number by default. */
  readonly lists?: number;
  /** Lists that are searched a query; a sixteenth of them by default. All of them find what the exact scan finds. */
  readonly probes?: number;
  /** Draws the items that the lists are learnt from. */
  readonly random: Random;
  readonly signal?: AbortSignal;
}

/** Queries whose candidates are held at a time. */
const GROUP = 4096;

/**
 * Builds an inverted file over item embeddings (Sivic and Zisserman 2003; as IndexIVFFlat of Faiss, for cosine): items lie in
 * the lists of their nearest centres, and a query scans the lists with the nearest centres, exactly. The same embeddings and
 * seed give the same results, on one thread or more.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE`; `NEGATIVES_OPTION` if `lists` or `probes` is below 1.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const { items } = dataset.train;
 * const index = await ivfIndex({ items, itemEmbeddings, random: createRandom(0) });
 * const grounded = await ground({ negatives, textEmbeddings, items, itemEmbeddings, index });
 * ```
 */
export async function ivfIndex(options: IvfIndexOptions): Promise<NeighbourIndex> {
  const { items, itemEmbeddings, random, signal } = options;
  const lists = Math.min(options.lists ?? Math.ceil(Math.sqrt(items.size)), items.size);
  const probes = Math.min(options.probes ?? Math.ceil(lists / 16), lists);
  checkCounts({ lists, probes });
  const dimensions = embeddingWidth({ items: [itemEmbeddings, items.size] });
  const rows = unitRows(itemEmbeddings, dimensions, 'item');
  const centres = await sphericalMeans({ rows, dimensions, count: lists, random, signal });
  const { members, starts } = divide(
    await rankRows({ queries: rows, rows: centres, dimensions, k: 1, signal }),
    lists,
  );

  /** Collects the best k items of each list that a query probes, `[queries * probes * k]`. */
  async function candidates(queries: Float32Array, k: number, signal?: AbortSignal): Promise<Int32Array> {
    const probed = await rankRows({ queries, rows: centres, dimensions, k: probes, signal });
    const visits = divide(probed, lists);
    const found = new Int32Array(probed.length * k).fill(-1);
    for (let list = 0; list < lists; list++) {
      const places = visits.members.subarray(visits.starts[list], visits.starts[list + 1]);
      const listed = members.subarray(starts[list], starts[list + 1]);
      const kept = Math.min(k, listed.length);
      if (places.length === 0 || kept === 0) continue;
      const visitors = places.map((place) => Math.floor(place / probes));
      const best = await rankRows({
        queries: takeRows(queries, visitors, dimensions),
        rows: takeRows(rows, listed, dimensions),
        dimensions,
        k: kept,
        signal,
      });
      for (const [visit, place] of places.entries()) {
        for (let rank = 0; rank < kept; rank++) found[place * k + rank] = listed[best[visit * kept + rank]];
      }
    }
    return found;
  }

  return {
    items: items.size,
    async search(queries, k, { signal, onProgress }: NeighbourSearchOptions = {}) {
      const total = queries.length / dimensions;
      const nearest = new Int32Array(total * k);
      for (let start = 0; start < total; start += GROUP) {
        const group = queries.subarray(start * dimensions, (start + GROUP) * dimensions);
        const found = await candidates(group, k, signal);
        nearest.set(nearestRows({ queries: group, rows, dimensions, candidates: found, k }), start * k);
        onProgress?.(Math.min(start + GROUP, total));
      }
      return nearest;
    },
  };
}

/** Sorts positions by the list they belong to: those of list n stand from `starts[n]` to `starts[n + 1]`, in order. */
function divide(listOf: Int32Array, lists: number): { members: Int32Array; starts: Int32Array } {
  const starts = new Int32Array(lists + 1);
  for (const list of listOf) starts[list + 1]++;
  for (let list = 0; list < lists; list++) starts[list + 1] += starts[list];
  const members = new Int32Array(listOf.length);
  const next = starts.slice();
  for (const [position, list] of listOf.entries()) members[next[list]++] = position;
  return { members, starts };
}
