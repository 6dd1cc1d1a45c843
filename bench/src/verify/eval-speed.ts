import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Dataset, Model } from '@hnlm/core';
import { fromSplits } from '@hnlm/data';
import { evaluate, rankUsers } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { missingForPeer } from '../peer.ts';
import { type PeerRanking, startPeerRanking } from '../peer-ranking.ts';
import { withShared } from '../shared-data.ts';
import { rounded, spread } from '../statistics.ts';

const dimensions = 64;
/** Megabytes that ranking may add when the users become four times as many; the lists themselves not counted. */
const flatWithin = 8;
const large = { users: 30_000, items: 41_000, threads: 2, mostSeconds: 8, mostMegabytes: 600 };

/** Full ranking side by side with PyTorch. */
export const evalSpeed: Check = {
  name: 'eval-speed',
  about: 'seconds of a full-ranking evaluation, in turns with PyTorch, and its memory; [rounds, 10]',
  run: (log, [rounds = '10']) =>
    withShared('peers', async (shared) => {
      const script = join(shared, 'torch_lightgcn.py');
      const missing = missingForPeer(script);
      if (missing) return { pass: null, figures: missing };
      const data = join(shared, 'data/toys-syn');
      const folder = join(tmpdir(), 'hnlm-eval-speed');
      await mkdir(folder, { recursive: true });
      const dataset = await fromSplits({
        train: join(data, 'train.txt.gz'),
        // Masked as train is when the test set is ranked, so the peer and we leave out the same pairs.
        validationFrom: { ratio: 0.1, seed: 0 },
        test: join(data, 'test.txt.gz'),
        format: 'pairs',
      });
      const results = [];
      for (const threads of [1, 2]) {
        const peer = await startPeerRanking({ script, data, folder, threads });
        try {
          await useBackend('hnlm', { threads });
          const model = await readModel(folder, dataset);
          const exact = await compare(peer, model, dataset, folder);
          const times = await inTurns(peer, model, dataset, Number(rounds));
          results.push({ threads, exact, ...times });
          log(JSON.stringify(results.at(-1)));
        } finally {
          peer.close();
        }
      }
      const memory = {
        once: await rankAlone(22_334, 9_023, 2),
        fourTimes: await rankAlone(4 * 22_334, 9_023, 2),
        large: await rankAlone(large.users, large.items, large.threads),
      };
      log(JSON.stringify(memory));
      const missed = [
        ...results.flatMap(({ threads, exact, speedup }) => [
          ...(exact.wrong > 0 ? [`exact lists on ${threads}`] : []),
          ...(speedup.median < 1 ? [`1x fast on ${threads}`] : []),
        ]),
        ...(memory.fourTimes.grown > memory.once.grown + flatWithin ? ['flat memory'] : []),
        ...(memory.large.milliseconds > large.mostSeconds * 1000 ? [`${large.mostSeconds} s`] : []),
        ...(memory.large.peak > large.mostMegabytes ? [`${large.mostMegabytes} MB`] : []),
      ];
      return { pass: missed.length === 0, figures: { missed, results, memory } };
    }),
};

/** The peer's embeddings, in the order of the data set's ids. */
async function readModel(folder: string, { test: { users, items } }: Dataset): Promise<Model> {
  const read = async (name: string, ids: readonly string[]) => {
    const { buffer } = new Uint8Array(await readFile(join(folder, name)));
    const table = new Float32Array(buffer);
    const out = new Float32Array(ids.length * dimensions);
    for (const [row, id] of ids.entries()) {
      const from = Number(id) * dimensions;
      out.set(table.subarray(from, from + dimensions), row * dimensions);
    }
    return out;
  };
  return {
    users,
    items,
    dimensions,
    userEmbeddings: await read('users.f32', users.ids),
    itemEmbeddings: await read('items.f32', items.ids),
  };
}

/** Lets the peer compare our lists with scores in double precision. */
async function compare(peer: PeerRanking, model: Model, { test }: Dataset, folder: string) {
  const lists = await rankUsers({ model, on: test, k: 20 });
  const asIds = (rows: Int32Array, ids: readonly string[]) => rows.map((row) => Number(ids[row]));
  await writeFile(join(folder, 'users.i32'), asIds(lists.users, model.users.ids));
  await writeFile(join(folder, 'lists.i32'), asIds(lists.items, model.items.ids));
  return peer.compare(folder);
}

/** Both sides rank and measure recall and NDCG at 10 and 20; who begins changes from round to round. */
async function inTurns(peer: PeerRanking, model: Model, { test }: Dataset, rounds: number) {
  const times = { own: [] as number[], fast: [] as number[] };
  const sides = {
    async own() {
      const start = performance.now();
      const { metrics } = await evaluate({ model, on: test, at: [10, 20], metrics: ['recall', 'ndcg'] });
      return { seconds: (performance.now() - start) / 1000, ndcg: metrics['NDCG@20'] };
    },
    async fast() {
      const said = await peer.evaluate();
      return { seconds: said.eval_s, ndcg: said['ndcg@20'] };
    },
  };
  const ndcg = { own: (await sides.own()).ndcg, fast: (await sides.fast()).ndcg };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['own', 'fast'] as const) : (['fast', 'own'] as const);
    for (const side of order) times[side].push((await sides[side]()).seconds);
  }
  return {
    seconds: { own: spread(times.own), fast: spread(times.fast) },
    speedup: spread(times.own.map((own, round) => times.fast[round] / own)),
    ndcg,
  };
}

/** Ranks at random embeddings in a process of its own; megabytes. */
async function rankAlone(users: number, items: number, threads: number) {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'],
    fileURLToPath(new URL('../rank-run.ts', import.meta.url)),
    ...[users, items, threads].map(String),
  ]);
  const { milliseconds, peak, grown } = JSON.parse(stdout) as Record<string, number>;
  return { milliseconds: rounded(milliseconds), peak: rounded(peak), grown: rounded(grown) };
}
