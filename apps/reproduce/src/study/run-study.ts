import { popularity } from '@hnlm/cf-models';
import type { Dataset, Model } from '@hnlm/core';
import { evaluate, meanAndSd, pairedTTest, validationMetric } from '@hnlm/eval';
import type { Comparison, RowResult, Spread } from '../report/results.ts';
import type { Protocol } from './protocol.ts';
import type { ChosenDns, Row } from './rows.ts';
import type { TrainPool } from './train-pool.ts';
import { type NegativesSpec, type TrainingSpec, trainingKey } from './training-spec.ts';
import type { StoredTraining, TrainingStore } from './training-store.ts';

/** What a study reports while it works. */
export type StudyEvent =
  | { readonly type: 'planned'; readonly trainings: number }
  | {
      readonly type: 'epoch';
      readonly label: string;
      readonly seed: number;
      readonly epoch: number;
      readonly value: number;
    }
  | { readonly type: 'trained'; readonly label: string; readonly seed: number; readonly fromStore: boolean };

/** Options of {@link runStudy}. */
export interface StudyOptions {
  readonly dataset: Dataset;
  readonly rows: readonly Row[];
  readonly protocol: Protocol;
  readonly pool: TrainPool;
  readonly store: TrainingStore;
  readonly onEvent?: (event: StudyEvent) => void;
}

/** A training with its test result. */
type Tested = StoredTraining & Required<Pick<StoredTraining, 'test'>>;

/** Used where the table has no DNS row to take the pool from. */
const usualDns: ChosenDns = { candidates: 16, top: 1 };

/**
 * Runs the rows of a table: options are chosen on validation with the first seed, then every seed is trained and its
 * best validation epoch is measured once on test.
 */
export async function runStudy(options: StudyOptions): Promise<RowResult[]> {
  const { dataset, rows, protocol, pool, store, onEvent } = options;
  const { metric, at, seeds } = protocol;

  /** Models of the first seed that wait for the choice among them. */
  const kept = new Map<string, Model>();

  async function trainModel(
    row: Row,
    spec: TrainingSpec,
  ): Promise<{ model: Model; training: StoredTraining }> {
    const reply = await pool.train(spec, (epoch, value) =>
      onEvent?.({ type: 'epoch', label: row.label, seed: spec.seed, epoch, value }),
    );
    const { plan, curve, bestEpoch } = reply;
    const validation = curve.find(({ epoch }) => epoch === bestEpoch)?.value as number;
    const model = { users: dataset.train.users, items: dataset.train.items, ...reply };
    return { model, training: { spec, plan, curve, bestEpoch, validation } };
  }

  /** Trains for validation only, unless that was done before. */
  async function validated(row: Row, spec: TrainingSpec): Promise<StoredTraining> {
    const stored = await store.get(spec);
    if (!stored) {
      const { model, training } = await trainModel(row, spec);
      await store.put(training);
      kept.set(trainingKey(spec), model);
      onEvent?.({ type: 'trained', label: row.label, seed: spec.seed, fromStore: false });
      return training;
    }
    onEvent?.({ type: 'trained', label: row.label, seed: spec.seed, fromStore: true });
    return stored;
  }

  /** Trains and measures on test, unless that was done before. */
  async function tested(row: Row, spec: TrainingSpec, counted: boolean): Promise<Tested> {
    const key = trainingKey(spec);
    const stored = await store.get(spec);
    let result = stored;
    if (!stored?.test) {
      const model = kept.get(key);
      const trained = model && stored ? { model, training: stored } : await trainModel(row, spec);
      const { metrics, perUser } = await evaluate({ model: trained.model, on: dataset.test, at });
      result = { ...trained.training, test: { metrics, perUser: Array.from(perUser[metric]) } };
      await store.put(result);
    }
    kept.delete(key);
    if (!counted)
      onEvent?.({ type: 'trained', label: row.label, seed: spec.seed, fromStore: Boolean(stored?.test) });
    return result as Tested;
  }

  async function runRow(row: Row, dns: ChosenDns, controlled?: NegativesSpec): Promise<RanRow> {
    const { option, values } = row.choice(dns, controlled);
    const specOf = (negatives: NegativesSpec, seed: number): TrainingSpec => ({
      start: row.start,
      negatives,
      seed,
    });
    let best = values[0];
    let chosen: RowResult['chosen'] = [];
    if (values.length > 1) {
      const tried = await Promise.all(
        values.map(({ negatives }) => validated(row, specOf(negatives, seeds[0]))),
      );
      const highest = tried.reduce(
        (top, { validation }, n) => (validation > tried[top].validation ? n : top),
        0,
      );
      best = values[highest];
      for (const { negatives } of values) {
        if (negatives !== best.negatives) kept.delete(trainingKey(specOf(negatives, seeds[0])));
      }
      const validations = values.map(({ label }, n) => ({ value: label, validation: tried[n].validation }));
      chosen = [{ option, value: best.label, tried: validations }];
    }
    const counted = values.length > 1;
    const trainings = await Promise.all(
      seeds.map((seed, n) => tested(row, specOf(best.negatives, seed), counted && n === 0)),
    );
    return { row, negatives: best.negatives, chosen, trainings };
  }

  onEvent?.({ type: 'planned', trainings: countTrainings(rows, seeds.length) });
  const byId = new Map<string, Promise<RanRow>>();
  const dnsRow = rows.find(({ id }) => id === 'dns');
  if (dnsRow) byId.set('dns', runRow(dnsRow, usualDns));
  const chosenDns = async (): Promise<ChosenDns> => {
    const ran = await byId.get('dns');
    if (ran?.negatives.kind !== 'dns') return usualDns;
    const { candidates, top } = ran.negatives;
    return { candidates, top };
  };
  for (const row of rows) {
    if (byId.has(row.id)) continue;
    const controlled = row.controls && byId.get(row.controls.row);
    byId.set(
      row.id,
      row.afterDns
        ? (async () => runRow(row, await chosenDns(), (await controlled)?.negatives))()
        : runRow(row, usualDns),
    );
  }
  const ran = await Promise.all(rows.map(({ id }) => byId.get(id) as Promise<RanRow>));
  const results = ran.map((one) => rowResult(one, ran, protocol));
  return [await popularityRow(dataset, protocol), ...results];
}

interface RanRow {
  readonly row: Row;
  readonly negatives: NegativesSpec;
  readonly chosen: RowResult['chosen'];
  readonly trainings: readonly Tested[];
}

function countTrainings(rows: readonly Row[], seeds: number): number {
  return rows.reduce((sum, row) => sum + seeds - 1 + row.choice(usualDns).values.length, 0);
}

function rowResult(ran: RanRow, all: readonly RanRow[], protocol: Protocol): RowResult {
  const { row, chosen, trainings } = ran;
  const metrics = Object.keys(trainings[0].test.metrics);
  const spread = (values: readonly number[]): Spread => meanAndSd(values);
  const references = ['uniform', 'dns', 'dns-text', row.controls?.row].filter((id) => id !== row.id);
  return {
    id: row.id,
    label: row.label,
    kind: row.kind,
    ...(row.controls && { controls: row.controls }),
    plan: `${trainings[0].plan}${row.start === 'normal' ? '' : `; tables start from ${row.start}`}`,
    chosen,
    validation: spread(trainings.map(({ validation }) => validation)),
    test: Object.fromEntries(
      metrics.map((name) => [name, spread(trainings.map(({ test }) => test.metrics[name]))]),
    ),
    seeds: trainings.map(({ spec, curve, bestEpoch, test }) => ({
      seed: spec.seed,
      curve,
      bestEpoch,
      test: test.metrics,
    })),
    comparisons: [...new Set(references)].flatMap((id) => {
      const other = all.find((one) => one.row.id === id);
      return other ? compare(ran, other) : [];
    }),
  };

  /** Empty where there is nothing to compare: a single user, or a reference that never hit. */
  function compare(one: RanRow, other: RanRow): Comparison[] {
    const [ours, theirs] = [one, other].map(seedMeans);
    const reference = meanAndSd(theirs).mean;
    if (theirs.length < 2 || reference === 0) return [];
    const test = pairedTTest(ours, theirs);
    return [{ to: other.row.id, change: test.difference / reference, pUsers: test.p, users: test.n }];
  }

  /** The selection metric of each user, averaged over seeds. */
  function seedMeans({ trainings: runs }: RanRow): Float64Array {
    return Float64Array.from(
      runs[0].test.perUser,
      (_, user) => runs.reduce((sum, { test }) => sum + test.perUser[user], 0) / protocol.seeds.length,
    );
  }
}

async function popularityRow(dataset: Dataset, { metric, at }: Protocol): Promise<RowResult> {
  const model = popularity(dataset.train);
  const { metrics } = await evaluate({ model, on: dataset.test, at });
  const value = validationMetric(metric)(model, dataset.validation);
  return {
    id: 'popularity',
    label: 'Popularity',
    kind: 'baseline',
    plan: 'every user is shown the items with the most train interactions',
    chosen: [],
    validation: { mean: value, sd: 0 },
    test: Object.fromEntries(Object.entries(metrics).map(([name, mean]) => [name, { mean, sd: 0 }])),
    seeds: [],
    comparisons: [],
  };
}
