import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const isolating = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};
const mostSeconds = 120;

/** Finds Chromium by the names that it is installed under. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  return names.find((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** Serves a script in a page, opens it without a window, and returns what the page posts to `/result`. */
export async function runPage<T>(
  chromium: string,
  script: string,
  { isolated, query }: { readonly isolated: boolean; readonly query: string },
): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'hnlm-chromium-'));
  const code = await readFile(script);
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const posted = new Promise<T>((resolve) => {
    server.on('request', async (request, response) => {
      if (request.method === 'POST') resolve(JSON.parse(await text(request)));
      const [type, body] =
        request.url === '/page.js'
          ? ['text/javascript', code]
          : ['text/html', '<!doctype html><script type="module" src="/page.js"></script>'];
      response.writeHead(200, { 'Content-Type': type, ...(isolated && isolating) }).end(body);
    });
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${query}`;
  const options = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    `--user-data-dir=${profile}`,
  ];
  const browser = spawn(chromium, [...options, url], { stdio: 'ignore' });
  const ended = once(browser, 'exit');
  const late = AbortSignal.timeout(mostSeconds * 1000);
  try {
    return await Promise.race([
      posted,
      once(late, 'abort').then(() => {
        throw new Error(`the page did not answer within ${mostSeconds} s`);
      }),
      ended.then(([exit]) => {
        throw new Error(`${chromium} ended with code ${exit}`);
      }),
    ]);
  } finally {
    browser.kill();
    await ended;
    server.close();
    server.closeAllConnections();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
