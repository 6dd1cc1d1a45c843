// Evaluates random embeddings of `users` x `items` in this process alone, and prints seconds and megabytes.
import { createRandom, csrFromPairs, idMap, type Model, type Test } from '@hnlm/core';
import { evaluate } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';

const [userCount, itemCount, threads] = process.argv.slice(2).map(Number);
const dimensions = 64;
const seenPerUser = 30;
const heldOutPerUser = 5;

await useBackend('hnlm', { threads });
const random = createRandom('eval-scale');
const table = (rows: number) => Float32Array.from({ length: rows * dimensions }, () => random.normal());
const ids = (count: number) => idMap(Array.from({ length: count }, (_, n) => String(n)));
const users = ids(userCount);
const items = ids(itemCount);

/** Items that fall on few as real ones do: the chance of item n is about 1 / n. */
function popularPairs(perUser: number) {
  const rows = Int32Array.from({ length: userCount * perUser }, (_, pair) => Math.floor(pair / perUser));
  const columns = rows.map(() => Math.floor(itemCount ** random.uniform()) - 1);
  return csrFromPairs(userCount, itemCount, rows, columns);
}

const model: Model = {
  users,
  items,
  dimensions,
  userEmbeddings: table(userCount),
  itemEmbeddings: table(itemCount),
};
const on: Test = {
  users,
  items,
  fingerprint: 'random',
  part: 'test',
  masked: popularPairs(seenPerUser),
  interactions: popularPairs(heldOutPerUser),
};
const metrics = ['recall', 'ndcg', 'precision', 'hit', 'mrr', 'map', 'coverage', 'gini'];
let blocks = 0;
const start = performance.now();
const before = process.cpuUsage();
const result = await evaluate({ model, on, at: [10, 20], metrics, onEvent: () => blocks++ });
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(before);
const peakMegabytes = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({
    seconds,
    // Of all threads: what the evaluation took however busy the machine was.
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes,
    blocks,
    users: result.users.length,
    seen: on.masked.indices.length,
    coverage: result.metrics['Coverage@20'],
  }),
);
