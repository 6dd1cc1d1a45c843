import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import { type DownloadEvent, downloadSource } from './download-source.ts';
import type { Recipe, RecipeSource } from './recipes/recipe.ts';
import { recipeNamed } from './recipes/recipes.ts';

const content = Buffer.from(Array.from({ length: 100_000 }, (_, line) => `line ${line}\n`).join(''));
const sha256 = createHash('sha256').update(content).digest('hex');

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server of one file that knows ranges; `cutAfter` breaks the first answer off. */
function fileServer({
  cutAfter = Number.POSITIVE_INFINITY,
  etag = '"1"',
  ranges = true,
  body = content,
} = {}) {
  const asked: string[] = [];
  let cuts = 0;
  const listener: RequestListener = (request, response) => {
    const { range, 'if-range': condition } = request.headers;
    asked.push(`${request.method} ${range ?? 'all'}`);
    const valid = ranges && range !== undefined && (condition === undefined || condition === etag);
    const start = valid ? Number(/^bytes=(\d+)-$/.exec(range)![1]) : 0;
    response.setHeader('etag', etag).setHeader('content-length', body.length - start);
    if (valid) response.setHeader('content-range', `bytes ${start}-${body.length - 1}/${body.length}`);
    response.writeHead(valid ? 206 : 200);
    if (request.method === 'HEAD') return response.end();
    if (cuts++ > 0 || cutAfter === Number.POSITIVE_INFINITY) return response.end(body.subarray(start));
    response.write(body.subarray(start, cutAfter), () => setTimeout(() => response.destroy(), 50));
  };
  return { asked, listener };
}

function recipeAt(url: string, change: Partial<RecipeSource> = {}): Recipe {
  const there = { name: 'items.json' };
  const source = {
    page: 'https://example.org/data',
    interactions: { name: 'reviews.json', url },
    items: there,
    hosts: [],
  };
  return { ...recipeNamed('toys-and-games'), source: { ...source, ...change } };
}

/** A folder that holds the items already. */
const folderWith = (files = {}) => writeFiles({ 'items.json': '{}', ...files });

async function run(recipe: Recipe, folder: string, onEvent?: (event: DownloadEvent) => void) {
  const events: DownloadEvent[] = [];
  const collect = (event: DownloadEvent) => {
    events.push(event);
    onEvent?.(event);
  };
  const paths = await downloadSource(recipe, { folder, onEvent: collect });
  return { events, paths };
}

describe('downloadSource', () => {
  it('tells the size before the first byte, and leaves nothing but the file', async () => {
    const { asked, listener } = fileServer();
    const url = `${await serve(listener)}/reviews.json`;
    const folder = folderWith();
    const requestsAtSize: string[] = [];
    const { events, paths } = await run(recipeAt(url), folder, ({ type }) => {
      if (type === 'size') requestsAtSize.push(...asked);
    });
    expect(events).toEqual([
      { type: 'size', file: 'reviews.json', url, bytes: content.length, resumed: 0 },
      { type: 'done', file: 'reviews.json', bytes: content.length, sha256 },
      { type: 'present', file: 'items.json', bytes: 2 },
    ]);
    expect(requestsAtSize).toEqual(['HEAD all']);
    expect(paths).toEqual([join(folder, 'reviews.json'), join(folder, 'items.json')]);
    expect(readFileSync(paths[0]).equals(content)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['items.json', 'reviews.json']);
  });

  it('goes on where a connection broke off', async () => {
    const { asked, listener } = fileServer({ cutAfter: 300_000 });
    const url = `${await serve(listener)}/reviews.json`;
    const folder = folderWith();
    await expect(run(recipeAt(url), folder)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: `${url} broke off after 300000 of ${content.length} bytes`,
      hint: expect.stringContaining('goes on where it stopped'),
    });
    expect(existsSync(join(folder, 'reviews.json'))).toBe(false);
    const { events, paths } = await run(recipeAt(url), folder);
    expect(events[0]).toMatchObject({ type: 'size', resumed: 300_000 });
    expect(asked).toEqual(['HEAD all', 'GET all', 'HEAD all', 'GET bytes=300000-']);
    expect(readFileSync(paths[0]).equals(content)).toBe(true);
  });

  it('begins anew where the server knows no ranges, or has another file by now', async () => {
    for (const second of [{ ranges: false }, { etag: '"2"' }]) {
      const first = fileServer({ cutAfter: 300_000 });
      let { listener } = first;
      const url = `${await serve((request, response) => listener(request, response))}/reviews.json`;
      const folder = folderWith();
      await expect(run(recipeAt(url), folder)).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
      const body = Buffer.from(content.toString().replaceAll('line', 'LINE'));
      ({ listener } = fileServer({ ...second, body }));
      const { paths } = await run(recipeAt(url), folder);
      expect(readFileSync(paths[0]).equals(body)).toBe(true);
    }
  });

  it('deletes a file with another checksum than is known', async () => {
    const url = `${await serve(fileServer().listener)}/reviews.json`;
    const folder = folderWith();
    const interactions = { name: 'reviews.json', url, sha256: '0'.repeat(64) };
    await expect(run(recipeAt(url, { interactions }), folder)).rejects.toMatchObject({
      code: 'DOWNLOAD_CHECKSUM',
      evidence: { found: sha256 },
    });
    expect(readdirSync(folder)).toEqual(['items.json']);
    const right = await run(recipeAt(url, { interactions: { ...interactions, sha256 } }), folder);
    expect(right.events.at(-2)).toMatchObject({ type: 'done' });
  });

  it('follows redirects to the same and to listed hosts, and to no other', async () => {
    const target = await serve(fileServer().listener);
    const listed = await serve((_, response) => response.writeHead(302, { location: target }).end());
    await expect(run(recipeAt(listed), folderWith())).resolves.toBeDefined();
    for (const [location, what] of [
      ['https://elsewhere.example/file', 'the host elsewhere.example'],
      ['http://elsewhere.example/file', 'which is not https'],
      ['file:///etc/passwd', 'which is not https'],
    ]) {
      const url = await serve((_, response) => response.writeHead(302, { location }).end());
      await expect(run(recipeAt(url), folderWith())).rejects.toMatchObject({
        code: 'DOWNLOAD_REFUSED',
        message: expect.stringContaining(what),
      });
    }
    const round = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(run(recipeAt(round), folderWith())).rejects.toThrow(/leads on more than 5 times/);
  });

  it('says what to do by hand where there is no network, no file or only a page', async () => {
    const page: RequestListener = (_, response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': 5 }).end();
    const cases: [url: string, why: RegExp][] = [
      [await serve((_, response) => response.writeHead(404).end()), /the server answers with status 404/],
      [await serve(page), /leads to a page, not to a file/],
      ['http://127.0.0.1:9/reviews.json', /ECONNREFUSED|could not be downloaded/],
    ];
    for (const [url, why] of cases) {
      const folder = folderWith();
      await expect(run(recipeAt(url), folder)).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
        message: expect.stringMatching(why),
        hint: `Try again, or download by hand from https://example.org/data and put reviews.json and items.json into ${folder}.`,
      });
    }
  });

  it('refuses more bytes than were announced', async () => {
    const { listener } = fileServer();
    const url = await serve((request, response) => {
      if (request.method === 'HEAD')
        return response.writeHead(200, { 'content-length': 10, etag: '"1"' }).end();
      listener(request, response);
    });
    await expect(run(recipeAt(url), folderWith())).rejects.toThrow(/sends more than the 10 bytes it told/);
  });

  it('stops when it is aborted, and goes on later', async () => {
    const { listener } = fileServer();
    const url = await serve(listener);
    const folder = folderWith();
    const controller = new AbortController();
    const stopped = downloadSource(recipeAt(url), {
      folder,
      signal: controller.signal,
      onEvent: ({ type }) => type === 'size' && controller.abort(new Error('too large for me')),
    });
    await expect(stopped).rejects.toThrow('too large for me');
    await expect(run(recipeAt(url), folder)).resolves.toBeDefined();
  });

  it('leaves Yelp to be downloaded by hand, unless it is there', async () => {
    const yelp = recipeNamed('yelp2018');
    const empty = writeFiles({});
    await expect(downloadSource(yelp, { folder: empty })).rejects.toMatchObject({
      code: 'DOWNLOAD_BY_HAND',
      hint: expect.stringMatching(/^Accept the terms .+ Put yelp_academic_dataset_review\.json and .+ into /),
    });
    const { interactions, items } = yelp.source;
    const there = writeFiles({ [interactions.name]: '{}', [items.name]: '{}' });
    await expect(downloadSource(yelp, { folder: there })).resolves.toHaveLength(2);
  });
});
