import { createRandom, type TrainView } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { drawNegatives, useBackend } from '@hnlm/tfjs-backend';
import type { Check, Figures } from '../check.ts';
import { type Method, startOwnTraining } from '../own-training.ts';
import { withShared } from '../shared-data.ts';
import { median, spread } from '../statistics.ts';

/** The most that a step may take, as a multiple of one with uniform negatives on as many threads. */
const targets = { dns: 1.35, mixGCF: 2, simGCL: 3 };
const methods = ['uniform', 'dns', 'mixGCF', 'simGCL'] as const;
/** Uniform negatives that are drawn in a second on 2 threads. */
const leastDraws = 1e7;
const stepsOfRound = 15;
const warmUp = 40;

/** Steps of hard negatives and of a contrastive model, side by side with uniform negatives. */
export const samplerSpeed: Check = {
  name: 'sampler-speed',
  about:
    'uniform negatives drawn a second, and milliseconds of a step of DNS, MixGCF and SimGCL in turns with uniform negatives; [rounds, 10] [threads, 1,2]',
  run: (log, [rounds = '10', threads = '1,2']) =>
    withShared('peers/data/toys-syn', async (folder) => {
      const { train } = await fromSplits({
        train: `${folder}/train_sub.txt.gz`,
        validation: `${folder}/valid.txt.gz`,
        test: `${folder}/test.txt.gz`,
        format: 'pairs',
      });
      const results: Result[] = [];
      for (const count of threads.split(',').map(Number)) {
        const drawsPerSecond = await timeDraws(train, count);
        results.push({ threads: count, drawsPerSecond, ...(await inTurns(folder, count, Number(rounds))) });
        log(JSON.stringify(results.at(-1)));
      }
      const missed = results.flatMap(({ threads: count, drawsPerSecond, ratios }) => [
        ...(drawsPerSecond.median < leastDraws ? [`draws on ${count}`] : []),
        ...Object.entries(targets).flatMap(([method, most]) =>
          ratios[method as keyof typeof targets].median > most ? [`${method} on ${count}`] : [],
        ),
      ]);
      return { pass: missed.length === 0, figures: { targets, leastDraws, missed, results } };
    }),
};

type Spread = ReturnType<typeof spread>;

interface Times extends Figures {
  /** Medians of the rounds' medians. */
  readonly milliseconds: Readonly<Record<Method, Spread>>;
  /** Time of a method over that of uniform negatives in the same round. */
  readonly ratios: Readonly<Record<keyof typeof targets, Spread>>;
}

interface Result extends Times {
  readonly threads: number;
  readonly drawsPerSecond: Spread;
}

/** Lets the methods take turns; who begins changes from round to round. */
async function inTurns(folder: string, threads: number, rounds: number): Promise<Times> {
  const sides = methods.map((method) => ({
    method,
    training: startOwnTraining(folder, { dim: 64, threads, method }),
    times: [] as number[],
  }));
  try {
    for (const { training } of sides) await training.steps(warmUp);
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < sides.length; turn++) {
        const { training, times } = sides[(round + turn) % sides.length];
        times.push(median(await training.steps(stepsOfRound)));
      }
    }
  } finally {
    for (const { training } of sides) training.close();
  }
  const timesOf = (method: Method) => sides.find((side) => side.method === method)?.times as number[];
  const each = <K extends Method, T>(names: readonly K[], of: (method: K) => T) =>
    Object.fromEntries(names.map((name) => [name, of(name)])) as Record<K, T>;
  return {
    milliseconds: each(methods, (method) => spread(timesOf(method))),
    ratios: each(['dns', 'mixGCF', 'simGCL'], (method) =>
      spread(timesOf(method).map((time, round) => time / timesOf('uniform')[round])),
    ),
  };
}

/** Draws the uniform negatives of batches, as the samplers do; in draws a second. */
async function timeDraws({ interactions }: TrainView, threads: number): Promise<Spread> {
  await useBackend('hnlm', { threads });
  const random = createRandom(1).split('sampler speed');
  const users = Int32Array.from({ length: 2048 }, () => random.integer(interactions.rows));
  const batches = 200;
  const rates = Array.from({ length: 11 }, () => {
    const started = performance.now();
    let drawn = 0;
    for (let batch = 0; batch < batches; batch++) {
      drawn += drawNegatives(interactions, users, 1, [random.bits(), random.bits()]).length;
    }
    return (drawn * 1000) / (performance.now() - started);
  });
  return spread(rates.slice(1));
}
