import { readFileSync } from 'node:fs';
import { createRandom, csrFromPairs, idMap, type Model, type Test } from '@hnlm/core';
import { expect, test } from 'vitest';
import { evaluate } from './evaluate.ts';
import { metricBars } from './plots/metric-bars.ts';
import { pairedTTest } from './statistics/paired-t-test.ts';

const users = idMap(['ann', 'bob']);
const items = idMap(Array.from({ length: 30 }, (_, item) => `item ${item}`));

function randomModel(seed: number): Model {
  const random = createRandom(seed);
  const table = (rows: number) => Float32Array.from({ length: rows * 2 }, () => random.normal());
  return { users, items, dimensions: 2, userEmbeddings: table(2), itemEmbeddings: table(30) };
}

test('the example of the README runs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const example = /```ts\nimport [^\n]+\n(.*?)```/s.exec(readme)?.[1];
  const interactions = csrFromPairs(2, 30, [0, 1, 1], [4, 9, 11]);
  const masked = csrFromPairs(2, 30, [0], [1]);
  const held: Test = { part: 'test', users, items, interactions, masked, fingerprint: 'readme' };
  const inputs = {
    evaluate,
    pairedTTest,
    metricBars,
    model: randomModel(1),
    baseline: randomModel(2),
    dataset: { test: held },
  };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const run = AsyncFunction(...Object.keys(inputs), `${example}\nreturn svg;`);
  expect(await run(...Object.values(inputs))).toContain('>ours</text>');
});
