import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { openRunFolder, type RunRecord } from './run-folder.ts';

function openIn(out: string, changes: { fingerprint?: string; fresh?: boolean } = {}) {
  return openRunFolder({ out, name: 'shop', fingerprint: 'f1', fresh: false, ...changes });
}

const recordOf = (path: string) => JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as RunRecord;

/** Makes a record say that another process wrote it. */
function hand(path: string, process: number): void {
  writeFileSync(join(path, 'run.json'), JSON.stringify({ ...recordOf(path), process }));
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid as number;
}

test('an unfinished run is continued by its like', async () => {
  const out = temporaryFolder();
  const first = await openIn(out);
  await first.write('kept.json', '{}');
  hand(first.path, await deadProcess());
  const second = await openIn(out);
  expect(second).toMatchObject({ path: first.path, resumed: true });
  expect(existsSync(join(second.path, 'kept.json'))).toBe(true);
  expect(recordOf(second.path).process).toBe(process.pid);
});

test('a run of other options, data or code is not continued, nor one that --fresh is to leave', async () => {
  const out = temporaryFolder();
  const first = await openIn(out);
  hand(first.path, await deadProcess());
  for (const changes of [{ fingerprint: 'f2' }, { fresh: true }]) {
    const other = await openIn(out, changes);
    expect(other.resumed).toBe(false);
    expect(other.path).not.toBe(first.path);
  }
});

test('a run whose process lives is not continued', async () => {
  const out = temporaryFolder();
  const first = await openIn(out);
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    hand(first.path, child.pid as number);
    expect((await openIn(out)).resumed).toBe(false);
    // The first process of the system: it is alive, whoever owns it.
    hand(first.path, 1);
    const third = await openIn(out, { fingerprint: 'f1' });
    expect(third.path).not.toBe(first.path);
  } finally {
    child.kill();
  }
});

test('runs that begin at the same moment get folders of their own', async () => {
  const out = temporaryFolder();
  const folders = await Promise.all(
    ['a', 'b', 'c'].map((fingerprint) => openIn(out, { fingerprint, fresh: true })),
  );
  expect(new Set(folders.map(({ path }) => path)).size).toBe(3);
});

test('only a complete run is the latest, and it is not continued', async () => {
  const out = temporaryFolder();
  const first = await openIn(out);
  expect(existsSync(join(out, 'latest'))).toBe(false);
  await first.complete({ seconds: { data: 1 } });
  expect(realpathSync(join(out, 'latest'))).toBe(realpathSync(first.path));
  expect(recordOf(first.path)).toMatchObject({ status: 'complete', seconds: { data: 1 } });

  const second = await openIn(out);
  expect(second.resumed).toBe(false);
  expect(realpathSync(join(out, 'latest'))).toBe(realpathSync(first.path));
  await second.complete({});
  expect(realpathSync(join(out, 'latest'))).toBe(realpathSync(second.path));
});

test('other things in the folder and a damaged record are passed over', async () => {
  const out = temporaryFolder({ 'notes.txt': 'mine' });
  const first = await openIn(out);
  writeFileSync(join(first.path, 'run.json'), '{"status": "unfin');
  const second = await openIn(out);
  expect(second.resumed).toBe(false);
  expect(existsSync(join(out, 'notes.txt'))).toBe(true);
});
