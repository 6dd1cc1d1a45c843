// Ranks all of `users` x `items` at random embeddings in this process alone, and prints milliseconds and megabytes.
import { createRandom, csrFromPairs, idMap, type Model, type Test } from '@hnlm/core';
import { rankUsers } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';

const [userCount, itemCount, threads] = process.argv.slice(2).map(Number);
const dimensions = 64;
await useBackend('hnlm', { threads });
const random = createRandom(1);
const table = (rows: number) => {
  const values = new Float32Array(rows * dimensions);
  for (let n = 0; n < values.length; n++) values[n] = random.normal();
  return values;
};
const ids = (count: number) => idMap(Array.from({ length: count }, (_, n) => String(n)));
const users = ids(userCount);
const items = ids(itemCount);
const model: Model = {
  users,
  items,
  dimensions,
  userEmbeddings: table(userCount),
  itemEmbeddings: table(itemCount),
};
const empty = csrFromPairs(userCount, itemCount, [], []);
const on: Test = { users, items, fingerprint: 'random', part: 'test', interactions: empty, masked: empty };
const everyone = Int32Array.from({ length: userCount }, (_, user) => user);
const megabytes = () => process.resourceUsage().maxRSS / 1024;

await rankUsers({ model, on, k: 20, users: everyone.subarray(0, 4096) });
const before = megabytes();
const start = performance.now();
const lists = await rankUsers({ model, on, k: 20, users: everyone });
const milliseconds = performance.now() - start;
const peak = megabytes();
const listed = lists.items.byteLength / 2 ** 20;
console.log(JSON.stringify({ milliseconds, peak, grown: peak - before - listed }));
