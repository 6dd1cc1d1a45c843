import { expect, test } from 'vitest';
import { startScript } from '../__fixtures__/run-cli.ts';

test('a pool settles every training whatever happens, and leaves no thread behind', async () => {
  const { stdout, stderr, code } = await startScript('__fixtures__/pool-faults.ts', []).ended;
  // The script ends only when no thread holds it.
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  const cannotStart = expect.stringMatching(/undefined|iterable/);
  expect(JSON.parse(stdout)).toEqual({
    whenClosed: ['the training pool was closed', 'the training pool was closed'],
    afterClose: 'the training pool was closed',
    whenAborted: 'stopped by the caller',
    afterAbort: 'stopped by the caller',
    whenBroken: [cannotStart, cannotStart, cannotStart],
    afterBroken: cannotStart,
    withoutTexts: 'this row needs item texts, and the data have none',
    afterwards: 'trained',
  });
});
