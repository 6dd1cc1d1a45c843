import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { readJson, writeFileWhole } from './whole-files.ts';

test('a file is replaced as a whole, and nothing is left beside it', async () => {
  const folder = temporaryFolder({ 'a.json': '[1]' });
  await writeFileWhole(join(folder, 'a.json'), '[2]');
  expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('[2]');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('what a killed process left half-written is not read, and goes with the next write', async () => {
  const folder = temporaryFolder({ 'a.json.draft': '[1' });
  expect(await readJson(join(folder, 'a.json'))).toBeUndefined();
  await writeFileWhole(join(folder, 'a.json'), '[2]');
  expect(readdirSync(folder)).toEqual(['a.json']);
});

test('a write that fails leaves the old file and no draft', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'taken', 'x'), '');
  await expect(writeFileWhole(join(folder, 'taken'), '[2]')).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a file that is no JSON is an error, not an absent one', async () => {
  const folder = temporaryFolder({ 'a.json': '[1' });
  await expect(readJson(join(folder, 'a.json'))).rejects.toThrow(SyntaxError);
});
