import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as data from '@hnlm/data';
import { expect, it } from 'vitest';
import * as llmProfile from './index.ts';

const modules = {
  '@hnlm/data': data,
  '@hnlm/llm-profile': llmProfile,
};

it('the example of the README prints what its comments say', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const code = /^```ts\n(.*?)^```/ms.exec(readme)?.[1] ?? '';
  const said = [...code.matchAll(/console\.log\(.*\); \/\/ (.+)$/gm)].map(([, comment]) => comment);
  const body = code.replace(/^import (\{.*?\}) from ('.+?');$/gms, 'const $1 = modules[$2];');
  const printed: string[] = [];
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  await AsyncFunction(
    'modules',
    'console',
    body,
  )(modules, {
    log: (...values: unknown[]) => printed.push(values.join(' ')),
  });
  expect(said.length).toBeGreaterThan(0);
  expect(printed).toEqual(said);
});
