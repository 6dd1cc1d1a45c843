import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as data from './index.ts';

it('the example of the README runs', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const code = readme
    .match(/```ts\n(.*?)```/s)![1]
    .replace(/import (\{.*?\}) from '@hnlm\/data';/, 'const $1 = data;');
  const lines: unknown[][] = [];
  new Function('data', 'console', code)(data, { log: (...line: unknown[]) => lines.push(line) });
  expect(lines).toHaveLength(3);
  expect(lines[0][0]).toMatchObject({ users: 1000, items: 800 });
  expect(lines[1]).toEqual([expect.any(String), expect.any(String)]);
  expect(lines[2][0]).toBeGreaterThan(0);
});
