import { HnlmError, type Random, type TrainView } from '@hnlm/core';
import { pairDots } from '@hnlm/tfjs-backend';
import { checkCounts } from '../check-counts.ts';
import { everyRow } from '../every-row.ts';
import type { NegativeSampler } from '../sampler.ts';
import { shortHash } from '../short-hash.ts';
import { chooseTop } from './choose-top.ts';
import { drawShares } from './draw-shares.ts';
import { drawUnseen } from './draw-unseen.ts';
import { eachNegative } from './each-negative.ts';
import { type HopTables, hopTables } from './hop-tables.ts';
import { type ItemPaths, itemTree, sharedPrefix } from './item-tree.ts';
import { jaccardGraph } from './jaccard-graph.ts';
import { repeatEach } from './repeat-each.ts';
import { spectralEmbedding } from './spectral-embedding.ts';

/** Options of {@link dtlNs}. */
export interface DtlNsOptions {
  /** Uniform candidates of each negative, N; default 10 (official code). */
  readonly candidates?: number;
  /** Weight of the prefix shared in the tree of interactions, α_co; default .1 (official code). */
  readonly structural?: number;
  /** Weight of the prefix shared in the tree of `vectors`, α_se; default .3 (official code). */
  readonly semantic?: number;
  /**
   * Vectors of the items by dense index, `[items * dimensions]`, for the semantic tree: those of a trained recommender
   * (the paper), or of texts. They must know nothing of held-out data. Without them there is no such tree.
   */
  readonly vectors?: { readonly values: Float32Array; readonly dimensions: number };
  /** Negatives of each positive, K, each from candidates of its own; default 1. */
  readonly negatives?: number;
}

/** Eigenvectors that place items (official code). */
const eigenvectors = 32;
/** Edges of an item that its graph keeps; the official code keeps all. */
const neighbours = 100;

/**
 * Makes the sampler of DTL-NS (arXiv 2602.18249, and official code): MixGCF whose choice prefers candidates that are near
 * the positive in trees of items. The candidate that is taken at each hop has the highest m(score) + α_co L_co + α_se L_se,
 * m being the score scaled to 0..1 over the candidates, and L the share of the shorter path in a tree that positive and
 * candidate have in common. One tree splits items by the spectral embedding of the Jaccard graph of train interactions,
 * the other one by given vectors; both are built once, by recursive balanced k-means.
 *
 * The published pipeline also adds positives that a language model found to the training data. It takes out those that
 * are test or validation items, and then masks the rest when it ranks, so that strong wrong candidates are hidden and
 * right ones are not: a leak, and probably much of the published gain. That step is not here.
 *
 * Building the graph takes a time in proportion to the sum over users of their number of items, squared.
 *
 * @throws HnlmError `OPTION`; when it is prepared, `SHAPE` for vectors that are not one an item
 * @example
 * ```ts
 * const negatives = dtlNs({ vectors: { values: pretrained.itemEmbeddings, dimensions: pretrained.dimensions } });
 * ```
 */
export function dtlNs({
  candidates = 10,
  structural = 0.1,
  semantic = 0.3,
  vectors,
  negatives = 1,
}: DtlNsOptions = {}): NegativeSampler {
  checkCounts('DTL-NS', { candidates, negatives });
  if (!(structural >= 0 && semantic >= 0)) {
    throw new HnlmError(`DTL-NS cannot weigh its trees with ${structural} and ${semantic}`, {
      code: 'OPTION',
      hint: 'Set structural and semantic to at least 0.',
    });
  }
  const trees = `${structural} times the prefix shared in the tree of interactions${vectors ? ` and ${semantic} times that in the tree of vectors (${shortHash([vectors.values])}, d = ${vectors.dimensions})` : ''}`;
  return {
    name: 'DTL-NS',
    plan: `${eachNegative(negatives)} draws ${candidates} uniform candidates without train items, mixes the positive into them with a coefficient for each hop, and pools what is highest at each hop by scaled score plus ${trees}`,
    prepare({ data, random }) {
      const trees: { paths: ItemPaths; weight: number }[] = [];
      if (structural > 0) {
        trees.push({ paths: structuralPaths(data, random.split('structural')), weight: structural });
      }
      if (vectors && semantic > 0) {
        trees.push({ paths: semanticPaths(data, vectors, random.split('semantic')), weight: semantic });
      }
      return {
        sample({ users, items: positives }, context) {
          const owners = repeatEach(users, negatives);
          const pool = drawUnseen(data, users, negatives * candidates, context.random);
          const tables = hopTables(context, owners);
          const nearness = new Float32Array(pool.length);
          for (const { paths, weight } of trees) {
            for (const [n, item] of pool.entries()) {
              const positive = positives[Math.floor(n / (negatives * candidates))];
              nearness[n] += weight * sharedPrefix(paths[positive], paths[item]);
            }
          }
          const items = choose(tables, pool, nearness, context.random);
          const shares = drawShares(tables.count, owners.length, context.random);
          return { items: items.slice(0, owners.length), byHop: { items, shares } };
        },
      };
    },
  };
}

function structuralPaths({ interactions, items: { size } }: TrainView, random: Random): ItemPaths {
  const graph = jaccardGraph(interactions, neighbours);
  const { indptr } = graph.edges;
  const dimensions = Math.max(1, Math.min(eigenvectors, size - 1));
  return itemTree({
    vectors: spectralEmbedding(graph, dimensions, random.split('eigenvectors')),
    dimensions,
    items: everyRow(size).filter((item) => indptr[item + 1] > indptr[item]),
    random: random.split('tree'),
  });
}

function semanticPaths(
  { items: { size } }: TrainView,
  { values, dimensions }: NonNullable<DtlNsOptions['vectors']>,
  random: Random,
): ItemPaths {
  if (values.length !== size * dimensions) {
    throw new HnlmError(
      `there are ${values.length} numbers for ${size} item vectors of ${dimensions} dimensions`,
      { code: 'SHAPE', hint: 'Give one vector for each item, by dense index.' },
    );
  }
  return itemTree({ vectors: values, dimensions, items: everyRow(size), random });
}

/** Chooses an item for each hop and negative: the highest of scaled score plus nearness, the earlier one of equals. */
function choose(tables: HopTables, pool: Int32Array, nearness: Float32Array, random: Random): Int32Array {
  const per = pool.length / tables.places.length;
  const items = new Int32Array(tables.count * tables.places.length);
  let next = 0;
  for (let hop = 0; hop < tables.count; hop++) {
    const [userRows, itemRows] = [tables.userRows(hop), tables.itemRows(hop, pool)];
    const [dots] = pairDots(tables.users, tables.items, userRows, [itemRows]);
    const values = dots.dataSync() as Float32Array;
    dots.dispose();
    for (let start = 0; start < values.length; start += per) {
      const row = values.subarray(start, start + per);
      const [lowest, highest] = [Math.min(...row), Math.max(...row)];
      for (let c = 0; c < per; c++)
        row[c] = (row[c] - lowest) / (highest - lowest + 1e-8) + nearness[start + c];
    }
    for (const [n, column] of chooseTop(values, per, 1, random).entries())
      items[next++] = pool[n * per + column];
  }
  return items;
}
