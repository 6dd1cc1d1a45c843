import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import { findChromium, runPage } from '../browser/chromium.ts';
import type { PageResult } from '../browser/page.ts';
import type { Check } from '../check.ts';
import { epochsFor, trainSmall } from '../small-training.ts';

const pages = [
  { name: 'isolated page', isolated: true, query: '', threads: 2 },
  { name: 'isolated page, in a worker', isolated: true, query: '?worker', threads: 2 },
  { name: 'page that is not isolated', isolated: false, query: '', threads: 1 },
];

/** The built packages in a browser. */
export const browser: Check = {
  name: 'browser',
  about:
    'training in headless Chromium: the same bits as in Node, on threads where the page is cross-origin isolated',
  async run(log) {
    const chromium = findChromium();
    if (!chromium) return { pass: null, figures: { missing: 'Chromium', hint: 'apt-get install chromium' } };
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    const folder = await mkdtemp(join(tmpdir(), 'hnlm-page-'));
    try {
      log('building the packages and the page ...');
      await promisify(execFile)('turbo', ['run', 'build', '--filter=@hnlm/cf-models'], { cwd: root });
      await build({
        config: false,
        entry: [fileURLToPath(new URL('../browser/page.ts', import.meta.url))],
        outDir: folder,
        format: 'esm',
        outExtension: () => ({ js: '.js' }),
        platform: 'browser',
        target: 'es2022',
        noExternal: [/./],
        splitting: false,
        minify: true,
        silent: true,
      });
      const here = await trainSmall({ threads: 2, relaxedSimd: false }, { epochs: epochsFor(200) });
      const results = [];
      for (const { name, ...page } of pages) {
        const result = await runPage<PageResult>(chromium, join(folder, 'page.js'), page);
        const good =
          'sha256' in result &&
          result.isolated === page.isolated &&
          result.sha256 === here.sha256 &&
          result.status.threads === page.threads &&
          (page.threads === 1 || result.status.busy.every((chunks) => chunks > 0));
        log(`${name}: ${good ? 'as in Node' : JSON.stringify(result)}`);
        results.push({ name, good, ...result });
      }
      return { pass: results.every(({ good }) => good), figures: { node: here.sha256, results } };
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};
