import * as tf from '@tensorflow/tfjs';
import { dropout } from '../ops/dropout.ts';
import { gatherLists } from '../ops/gather-lists.ts';
import { gatherRows, scatterAddRows } from '../ops/gather-rows.ts';
import { infoNce } from '../ops/info-nce.ts';
import { perturb } from '../ops/noise.ts';
import { pairDots } from '../ops/pair-dots.ts';
import { propagate } from '../ops/propagate.ts';
import { propagation } from '../ops/propagation.ts';
import { randomNormal, randomUniform } from '../ops/random.ts';
import { sparseMatMul } from '../ops/sparse-mat-mul.ts';
import { sumSquaresOfRows } from '../ops/sum-squares-of-rows.ts';
import { unitRows } from '../ops/unit-rows.ts';
import { weightedRows } from '../ops/weighted-rows.ts';
import type { Context } from './problems.ts';

/** The inputs that every operation is differentiated in. */
export interface Tables {
  /** `[users, d]` */
  readonly users: tf.Tensor2D;
  /** `[items, d]` */
  readonly items: tf.Tensor2D;
}

/** An operation as a function of two tables; an entry of this list is held to the whole suite. */
export type Operation = (tables: Tables, context: Context) => tf.Tensor[];

const distinct = (rows: Int32Array) => Int32Array.from(new Set(rows));
const pairs = ({ userRows, itemRows }: Context) => [userRows, itemRows.slice(0, userRows.length)] as const;

/** Rows of both tables that belong together, `[batch, d]` each. */
function gathered({ users, items }: Tables, context: Context): [tf.Tensor2D, tf.Tensor2D] {
  const [userRows, itemRows] = pairs(context);
  return [gatherRows(users, userRows), gatherRows(items, itemRows)];
}

function propagationOf(layers: number): Operation {
  return (tables, { graph, userRows, itemRows }) => {
    const propagated = propagation(tables, graph, { layers });
    const rows = propagated.rows(distinct(userRows), distinct(itemRows));
    return [rows.users, rows.items, rows.egoUsers, rows.egoItems];
  };
}

export const operations: Readonly<Record<string, Operation>> = {
  propagate(tables, { graph }) {
    const out = propagate(tables, graph, { layers: 3 });
    return [out.users, out.items];
  },
  'propagation of 0 layers': propagationOf(0),
  'propagation of 1 layer': propagationOf(1),
  'propagation of 2 layers': propagationOf(2),
  'propagation of 3 layers': propagationOf(3),
  'propagation of all rows, then of some'(tables, { graph, userRows, itemRows }) {
    const propagated = propagation(tables, graph, { layers: 2 });
    const all = propagated.all();
    const rows = propagated.rows(distinct(userRows), distinct(itemRows));
    return [all.users, all.items, rows.users, rows.items];
  },
  'propagation without its own layer'(tables, { graph, userRows, itemRows }) {
    const propagated = propagation(tables, graph, { layers: 2, ownLayer: false });
    const rows = propagated.rows(distinct(userRows), distinct(itemRows));
    return [rows.users, rows.items, rows.egoUsers, rows.egoItems];
  },
  'propagation with noise'(tables, { graph, userRows, itemRows, random }) {
    const noise = { epsilon: 0.1, random: random() };
    const propagated = propagation(tables, graph, { layers: 3, ownLayer: false, noise });
    const rows = propagated.rows(distinct(userRows), distinct(itemRows));
    return [rows.users, rows.items, rows.egoUsers, rows.egoItems];
  },
  'propagation with noise, all rows and then some'(tables, { graph, userRows, itemRows, random }) {
    const propagated = propagation(tables, graph, { layers: 2, noise: { epsilon: 0.2, random: random() } });
    const all = propagated.all();
    const rows = propagated.rows(distinct(userRows), distinct(itemRows));
    return [all.users, all.items, rows.users, rows.items];
  },
  'propagation with views that have noise'(tables, { graph, userRows, itemRows, random }) {
    const stream = random();
    const views = [0.1, 0.2].map((epsilon) => ({ epsilon, random: stream }));
    const propagated = propagation(tables, graph, { layers: 2, ownLayer: false });
    const rows = propagated.rowsAndViews(distinct(userRows), distinct(itemRows), views);
    return [rows.users, rows.items, ...rows.views.flatMap((view) => [view.users, view.items])];
  },
  'propagation of all rows, then of some with views that have noise'(
    tables,
    { graph, userRows, itemRows, random },
  ) {
    const propagated = propagation(tables, graph, { layers: 2 });
    propagated.all();
    const views = [{ epsilon: 0.1, random: random() }];
    const rows = propagated.rowsAndViews(distinct(userRows), distinct(itemRows), views);
    return [rows.users, rows.items, rows.views[0].users, rows.views[0].items];
  },
  'hops of a propagation'(tables, { graph, userRows, itemRows }) {
    const { hops } = propagation(tables, graph, { layers: 3 });
    const rows = hops.rows(distinct(userRows), distinct(itemRows));
    return [rows.users, rows.items, rows.egoUsers, rows.egoItems];
  },
  'hops of a propagation with noise, for users and then some'(tables, { graph, userRows, itemRows, random }) {
    const noise = { epsilon: 0.1, random: random() };
    const { hops } = propagation(tables, graph, { layers: 2, ownLayer: false, noise });
    const some = hops.forUsers(distinct(userRows));
    const rows = hops.rows(distinct(userRows), distinct(itemRows));
    return [some.users, some.items, rows.users, rows.items];
  },
  'hops of a propagation for users, the means, and then some'(tables, { graph, userRows, itemRows }) {
    const { hops, all } = propagation(tables, graph, { layers: 2 });
    const [parts, means] = [hops.forUsers(distinct(userRows)), all()];
    const rows = hops.rows(distinct(userRows), distinct(itemRows));
    return [parts.users, parts.items, means.users, means.items, rows.users, rows.items];
  },
  sparseMatMul: ({ users, items }, { matrix }) => [sparseMatMul(matrix, items), users.clone()],
  weightedRows({ users, items }, { interactions, userRows, random }) {
    const stream = random();
    const weights = interactions.indices.map(() => stream.normal());
    // Repeats, in any order, and a row without entries.
    const indptr = Int32Array.of(0, userRows.length, userRows.length);
    const csr = { rows: 2, columns: users.shape[0], indptr, indices: userRows };
    return [weightedRows(items, interactions, weights), weightedRows(users, csr)];
  },
  gatherRows: (tables, context) => gathered(tables, context),
  gatherLists({ users, items }, context) {
    const [userRows, itemRows] = pairs(context);
    // One list of each table stays without use, as where a loss does not reach it.
    return [
      ...gatherLists(users, [userRows, context.userRows]),
      ...gatherLists(items, [itemRows]).slice(0, 1),
    ];
  },
  scatterAddRows(tables, context) {
    const [a, b] = gathered(tables, context);
    const [userRows, itemRows] = pairs(context);
    return [
      scatterAddRows(a, userRows, tables.users.shape[0]),
      scatterAddRows(b, itemRows, tables.items.shape[0]),
    ];
  },
  pairDots({ users, items }, context) {
    return pairDots(users, items, context.userRows, [context.itemRows, pairs(context)[1]]);
  },
  sumSquaresOfRows: ({ users, items }, { userRows, itemRows }) => [
    sumSquaresOfRows(users, userRows),
    sumSquaresOfRows(items, itemRows),
  ],
  dropout({ users, items }, { random }) {
    return [dropout(users, 0.3, random()), dropout(items, 0, random())];
  },
  perturb({ users, items }, { random }) {
    return [perturb(users, 0.1, random()), perturb(items, 0.2, random())];
  },
  randomUniform: ({ users, items }, { random }) => [
    users.mul(randomUniform(users.shape, random())),
    items.clone(),
  ],
  randomNormal: ({ users, items }, { random }) => [
    users.mul(randomNormal(users.shape, random())),
    items.clone(),
  ],
  elementwise(tables, context) {
    const [a, b] = gathered(tables, context);
    return [a.mul(b).add(a).sub(b).div(b.square().add(1))];
  },
  broadcasting(tables, context) {
    const [a, b] = gathered(tables, context);
    const norms = a.square().sum(1, true).add(1).sqrt();
    const ofColumns = b.mean(0, true);
    return [a.div(norms).mul(tf.scalar(2).div(norms)), norms.sub(a).add(ofColumns)];
  },
  'bpr loss'(tables, context) {
    const [positives, negatives] = pairDots(tables.users, tables.items, context.userRows, [
      pairs(context)[1],
      context.itemRows,
    ]);
    return [tf.softplus(negatives.sub(positives)).mean(), tf.sigmoid(negatives), tf.logSigmoid(positives)];
  },
  unitRows: ({ users, items }) => [unitRows(users), unitRows(items)],
  infoNce(tables, context) {
    const [a, b] = gathered(tables, context);
    const some = (x: tf.Tensor2D, most: number) => x.slice([0, 0], [Math.min(x.shape[0], most), x.shape[1]]);
    const [few, several] = [some(a, 203), some(b, 310)];
    const own = (n: number, m: number) => Int32Array.from({ length: n }, (_, row) => (7 * row + 3) % m);
    return [
      infoNce(few, several, own(few.shape[0], several.shape[0]), 0.7),
      infoNce(unitRows(several), unitRows(few), own(several.shape[0], few.shape[0]), 0.2),
    ];
  },
  'rows of length one'(tables, context) {
    return gathered(tables, context).map((x) => x.div(x.square().sum(1, true).sqrt().maximum(1e-12)));
  },
  softmax(tables, context) {
    const [a, b] = gathered(tables, context);
    return [tf.softmax(a), tf.logSoftmax(b), tf.logSumExp(a, 1)];
  },
  matMul: ({ users, items }) => [tf.matMul(users, items, false, true)],
  'matMul of transposes': ({ users, items }) => [
    tf.matMul(users, users, true, false),
    tf.matMul(items, items.transpose()),
  ],
};
