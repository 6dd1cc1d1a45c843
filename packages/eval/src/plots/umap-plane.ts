import { HnlmError, loadOptional, type Random } from '@hnlm/core';
import type { VectorTable } from '../audit/vector-similarity.ts';
import { checkVectors } from './check-vectors.ts';
import type { Plane } from './plane.ts';

/** Options of {@link umapPlane}. */
export interface UmapPlaneOptions {
  readonly random: Random;
  /** How many neighbours keep together; 15 by default, as in the reference implementation. */
  readonly neighbours?: number;
  /** How close points may lie; .1 by default, as in the reference implementation. */
  readonly minDistance?: number;
}

/**
 * Lays vectors out by UMAP (McInnes et al. 2018), with the optional package `umap-js`. Neighbours stay neighbours;
 * distances between clusters, their sizes, and the axes mean nothing. Some seconds for a thousand vectors: draw a sample.
 * The same vectors and stream give the same plane.
 *
 * @throws HnlmError `OPTIONAL_MISSING` without `umap-js`, `PLOT_VECTORS` for values that are not finite, or no more
 * vectors than neighbours
 * @example
 * ```ts
 * const plane = await umapPlane(
 *   { values: model.itemEmbeddings, dimensions: model.dimensions },
 *   { random: createRandom(1) },
 * );
 * ```
 */
export async function umapPlane(
  table: VectorTable,
  { random, neighbours = 15, minDistance = 0.1 }: UmapPlaneOptions,
): Promise<Plane> {
  if (!(Number.isInteger(neighbours) && neighbours >= 2 && minDistance >= 0 && minDistance <= 1)) {
    throw new HnlmError(`no UMAP has ${neighbours} neighbours at a distance of ${minDistance}`, {
      code: 'PLOT_VECTORS',
      hint: 'Choose at least 2 neighbours and a distance between 0 and 1.',
      evidence: { neighbours, minDistance },
    });
  }
  const rows = checkVectors(table, neighbours + 1);
  const { UMAP } = await loadOptional('umap-js', () => import('umap-js'));
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: neighbours,
    minDist: minDistance,
    random: () => random.uniform(),
  });
  const vectors = Array.from({ length: rows }, (_, row) =>
    Array.from(table.values.subarray(row * table.dimensions, (row + 1) * table.dimensions)),
  );
  const points = Float64Array.from((await umap.fitAsync(vectors)).flat());
  return { points, xLabel: 'UMAP 1 (no unit)', yLabel: 'UMAP 2 (no unit)' };
}
