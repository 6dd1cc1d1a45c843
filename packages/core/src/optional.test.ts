import { expect, it } from 'vitest';
import { loadOptional } from './optional.ts';

it('loads what is installed', async () => {
  const loaded = await loadOptional('node:path', () => import('node:path'));
  expect(loaded.join('a', 'b')).toMatch(/^a.b$/);
});

it('names the install command where a package is missing', async () => {
  const missing = '@hnlm/not-a-package';
  const load = loadOptional(missing, () => import(missing));
  await expect(load).rejects.toMatchObject({
    code: 'OPTIONAL_MISSING',
    message: 'the optional package "@hnlm/not-a-package" is not installed',
    hint: 'Install it with: npm install @hnlm/not-a-package',
    cause: expect.any(Error),
  });
});

it('does not hide why an installed package fails', async () => {
  const failure = new TypeError('broken at load');
  await expect(loadOptional('broken', () => Promise.reject(failure))).rejects.toBe(failure);
});
