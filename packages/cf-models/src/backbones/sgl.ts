import { bipartiteGraph, type Embeddings, propagation } from '@hnlm/tfjs-backend';
import type { Backbone, TableOptions } from '../backbone.ts';
import { contrastiveTerm } from '../contrastive-term.ts';
import { distinctRows } from '../distinct-rows.ts';
import { embeddingTables } from '../embedding-tables.ts';
import type { Encoding } from '../encoding.ts';
import { type Augmentation, type AugmentedView, augmentedView } from '../graph/augmented-view.ts';
import { checkDropRate } from '../graph/check-drop-rate.ts';
import { xavierInitialiser } from '../initialisers.ts';
import type { Reduction } from '../loss.ts';
import type { PositiveBatch } from '../sampler.ts';
import { type ContrastOptions, checkContrast } from './contrast-options.ts';

/** Options of {@link sgl}. */
export interface SglOptions extends TableOptions, ContrastOptions {
  /** What each of the two views leaves out; default `edge`. */
  readonly augmentation?: Augmentation;
  /** ρ, the share that is left out; default .1. */
  readonly rate?: number;
  /**
   * What a user or an item is told apart from. `full`: from all of them, and it counts as often as it is in the batch
   * (official code); `batch`: from those of the batch, and each counts once (SELFRec). Weights cannot be carried over from
   * the one to the other. Default `full`.
   */
  readonly scope?: 'full' | 'batch';
  /**
   * Over the users, and over the positives; default `mean`, which beside a loss that is a mean is the official code's sum
   * beside a sum, divided by the size of the batch.
   */
  readonly reduction?: Reduction;
}

/**
 * Makes SGL (Wu et al., SIGIR 2021): LightGCN, and an InfoNCE term (eq. 10) that tells users and positives of the batch
 * apart in two views of the graph, which are drawn anew each epoch. Tables start from Xavier's uniform values (SELFRec).
 *
 * Defaults: layers 3, weight .1, temperature .2, rate .1, the best of the official code on Yelp2018.
 *
 * @throws HnlmError `OPTION`
 * @example
 * ```ts
 * const backbone = sgl({ augmentation: 'edge', rate: 0.1, weight: 0.1, temperature: 0.2 });
 * ```
 */
export function sgl({
  layers = 3,
  augmentation = 'edge',
  rate = 0.1,
  weight = 0.1,
  temperature = 0.2,
  scope = 'full',
  reduction = 'mean',
  ...tableOptions
}: SglOptions = {}): Backbone {
  const { dim = 64, initialiser = xavierInitialiser() } = tableOptions;
  checkContrast('SGL', { layers, weight, temperature });
  checkDropRate(rate);
  return {
    name: 'SGL',
    dimensions: dim,
    plan: `SGL with ${layers} layers, d = ${dim}, and ${weight} times the ${reduction} of InfoNCE (temperature ${temperature}, against ${scope === 'full' ? 'all users and items' : 'those of the batch'}) of two views without ${rate} of the ${{ edge: 'edges', node: 'nodes', walk: 'edges, others in each layer' }[augmentation]}`,
    prepare(preparation) {
      const { interactions } = preparation.data;
      const { parameters, tables } = embeddingTables(preparation, { dim, initialiser });
      const graph = bipartiteGraph(interactions);
      const views: AugmentedView[] = [];
      const disposeViews = () => {
        for (const view of views.splice(0)) view.dispose();
      };
      return {
        parameters,
        encode(pass) {
          const { all, forUsers, rows, hops } = propagation(tables, graph, { layers });
          const encoding: Encoding = {
            all,
            forUsers,
            rows,
            hops: { count: layers + 1, pooling: 'mean', ...hops },
          };
          if (!pass) return encoding;
          return {
            ...encoding,
            auxiliaryLoss: (batch) =>
              contrastViews(views, tables, batch, { scope, temperature, reduction }).mul(weight),
          };
        },
        startEpoch(random) {
          disposeViews();
          for (const name of ['first view', 'second view']) {
            views.push(augmentedView(interactions, { augmentation, rate, layers }, random.split(name)));
          }
        },
        dispose() {
          disposeViews();
          graph.dispose();
        },
      };
    },
  };
}

type ContrastSettings = Required<Pick<SglOptions, 'scope' | 'temperature' | 'reduction'>>;

function contrastViews(
  views: readonly AugmentedView[],
  tables: Embeddings,
  batch: PositiveBatch,
  { scope, temperature, reduction }: ContrastSettings,
) {
  const [first, second] = views.map((view) => view.encode(tables));
  const [users, items] = [distinctRows(batch.users), distinctRows(batch.items)];
  const anchors = first.rows(users.rows, items.rows);
  const others = scope === 'full' ? second.all() : second.rows(users.rows, items.rows);
  const term = (side: 'users' | 'items', { rows, places: [places] }: typeof users) =>
    contrastiveTerm({
      ...{ anchors: anchors[side], others: others[side], temperature, reduction },
      ...(scope === 'full' && { own: rows, counts: occurrences(places, rows.length) }),
    });
  return term('users', users).add(term('items', items));
}

function occurrences(places: Int32Array, length: number): Int32Array {
  const counts = new Int32Array(length);
  for (const place of places) counts[place]++;
  return counts;
}
