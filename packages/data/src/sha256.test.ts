import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { readLog } from './read-log.ts';
import { createDigest, digestFile } from './sha256.ts';

it('digests a file as it lies on disk, while it is read', async () => {
  const text = Array.from({ length: 50_000 }, (_, row) => `u${row % 900} i${row % 70}\n`).join('');
  const folder = writeFiles({ 'pairs.txt.gz': gzipSync(text), 'more.txt': text });
  const path = [join(folder, 'pairs.txt'), join(folder, 'more.txt')];
  const { provenance } = await readLog({ path, format: 'pairs' });
  for (const [index, name] of ['pairs.txt.gz', 'more.txt'].entries()) {
    const bytes = readFileSync(join(folder, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(provenance[index]).toMatchObject({
      step: 'read',
      parameters: { file: name, bytes: bytes.length, sha256, format: 'pairs' },
      interactions: 50_000 * (index + 1),
    });
  }
});

it('reads the file where not all of it passed by', async () => {
  const path = join(writeFiles({ 'a.txt': 'abcdef' }), 'a.txt');
  const part = createDigest();
  part.add(Buffer.from('abc'));
  expect(await part.of(path)).toEqual(await digestFile(path));
  const all = createDigest();
  all.add(Buffer.from('abc'));
  all.add(Buffer.from('def'));
  expect(await all.of(path)).toEqual(await digestFile(path));
});
