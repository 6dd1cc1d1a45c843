import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HnlmError } from '@hnlm/core';
import type { Recipe, SourceFile } from './recipes/recipe.ts';
import { requestFile } from './request-file.ts';
import { digestFile } from './sha256.ts';
import { exists } from './text-file.ts';

/** What happens during {@link downloadSource}. */
export type DownloadEvent =
  | { readonly type: 'present'; readonly file: string; readonly bytes: number }
  /** Before the first byte; `resumed` of them are there from an earlier run. */
  | {
      readonly type: 'size';
      readonly file: string;
      readonly url: string;
      readonly bytes: number;
      readonly resumed: number;
    }
  | { readonly type: 'progress'; readonly file: string; readonly bytes: number; readonly of: number }
  | { readonly type: 'done'; readonly file: string; readonly bytes: number; readonly sha256: string };

/** Options of {@link downloadSource}. */
export interface DownloadOptions {
  /** Made where it does not exist. */
  readonly folder: string;
  /** Gets each event; the size of a file comes before its first byte, so that `signal` can still stop it. */
  readonly onEvent?: (event: DownloadEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Downloads the original files of a recipe into a folder. Files that are there stay; a download that broke off goes on
 * where it stopped, if the file on the server is still the same.
 *
 * @returns the paths of the files
 * @throws HnlmError `DOWNLOAD_BY_HAND` where terms must be accepted on a page; `DOWNLOAD_FAILED` without a network, for
 *   an answer that is no file, or a connection that breaks off; `DOWNLOAD_CHECKSUM`; `DOWNLOAD_SPACE`;
 *   `DOWNLOAD_REFUSED` for a redirect to another host.
 * @example
 * ```ts
 * const onEvent = (event: DownloadEvent) => console.log(event);
 * await downloadSource(recipeNamed('toys-and-games'), { folder: 'originals', onEvent });
 * ```
 */
export async function downloadSource(recipe: Recipe, options: DownloadOptions): Promise<readonly string[]> {
  const { interactions, items } = recipe.source;
  const paths: string[] = [];
  await mkdir(options.folder, { recursive: true });
  for (const file of [interactions, items]) {
    const path = join(options.folder, file.name);
    if (await exists(path)) {
      options.onEvent?.({ type: 'present', file: file.name, bytes: (await stat(path)).size });
    } else await download(recipe, file, path, options);
    paths.push(path);
  }
  return paths;
}

/** How a server describes a file before it is sent. */
interface Announced {
  readonly bytes: number;
  /** Changes when the file does. */
  readonly version: string;
  /** What the server can compare. */
  readonly etag: string | undefined;
}

async function download(
  recipe: Recipe,
  { name, url, sha256 }: SourceFile,
  path: string,
  { folder, onEvent, signal }: DownloadOptions,
): Promise<void> {
  if (url === undefined) throw byHand(recipe, folder);
  try {
    const shared = { url, hosts: recipe.source.hosts, signal };
    const announced = describe(url, await requestFile({ ...shared, method: 'HEAD' }));
    const { bytes } = announced;
    // Named after the version, so that a part of an older file is never continued.
    const part = `${path}.${announced.version}.part`;
    const resumed = (await exists(part)) ? (await stat(part)).size : 0;
    onEvent?.({ type: 'size', file: name, url, bytes, resumed });
    signal?.throwIfAborted();
    await checkSpace(folder, name, bytes - resumed);
    if (resumed < bytes) {
      const headers = rangeFrom(resumed, announced);
      const response = await requestFile({ ...shared, method: 'GET', headers });
      await append(response, { part, url, name, resumed, bytes, onEvent, signal });
    }
    const digest = await digestFile(part, signal);
    if (sha256 !== undefined && digest.sha256 !== sha256) {
      await rm(part);
      throw checksumError(url, sha256, digest.sha256);
    }
    await rename(part, path);
    onEvent?.({ type: 'done', file: name, ...digest });
  } catch (cause) {
    if (HnlmError.isInstance(cause) || signal?.aborted) throw cause;
    throw failed(
      url,
      (cause as Error).message || String((cause as { code?: string }).code),
      cause,
      recipe,
      folder,
    );
  }
}

function describe(url: string, response: IncomingMessage): Announced {
  const { statusCode, headers } = response;
  response.destroy();
  const bytes = Number(headers['content-length']);
  if (statusCode !== 200) throw new Error(`the server answers with status ${statusCode}`);
  if (!Number.isSafeInteger(bytes) || bytes <= 0) throw new Error('the server does not tell the size');
  if (headers['content-type']?.startsWith('text/html'))
    throw new Error('the address leads to a page, not to a file');
  const identity = [url, bytes, headers.etag, headers['last-modified']].join('\n');
  const version = createHash('sha256').update(identity).digest('hex').slice(0, 8);
  return { bytes, version, etag: headers.etag };
}

function rangeFrom(start: number, { etag }: Announced): Record<string, string> {
  if (start === 0) return {};
  return { range: `bytes=${start}-`, ...(etag?.startsWith('"') && { 'if-range': etag }) };
}

/** What {@link append} needs to know of a download. */
interface Target extends Pick<DownloadOptions, 'onEvent' | 'signal'> {
  readonly part: string;
  readonly url: string;
  readonly name: string;
  readonly resumed: number;
  readonly bytes: number;
}

const progressEvery = 2 ** 24;

/** Writes the answer behind what is there, or anew where the server sends all. */
async function append(response: IncomingMessage, target: Target): Promise<void> {
  const { part, name, resumed, bytes, onEvent, signal } = target;
  const { statusCode, headers } = response;
  const goesOn = statusCode === 206 && headers['content-range']?.startsWith(`bytes ${resumed}-`);
  if (!goesOn && statusCode !== 200) {
    response.destroy();
    throw new Error(`the server answers with status ${statusCode}`);
  }
  let written = goesOn ? resumed : 0;
  let told = written;
  async function* counted() {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      written += chunk.length;
      if (written > bytes) throw new Error(`the server sends more than the ${bytes} bytes it told`);
      yield chunk;
      if (written - told >= progressEvery) {
        told = written;
        onEvent?.({ type: 'progress', file: name, bytes: written, of: bytes });
      }
    }
  }
  const broke = (cause?: unknown) =>
    new HnlmError(`${target.url} broke off after ${written} of ${bytes} bytes`, {
      code: 'DOWNLOAD_FAILED',
      hint: 'Start the download again; it goes on where it stopped.',
      evidence: { url: target.url, bytes: written },
      cause,
    });
  try {
    await pipeline(counted, createWriteStream(part, { flags: goesOn ? 'a' : 'w' }), { signal });
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code === 'ECONNRESET' || code === 'ETIMEDOUT') throw broke(cause);
    throw cause;
  }
  if (written < bytes) throw broke();
}

async function checkSpace(folder: string, name: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= needed) return;
  throw new HnlmError(`${name} needs ${needed} more bytes, and ${folder} has room for ${bavail * bsize}`, {
    code: 'DOWNLOAD_SPACE',
    hint: 'Make room, or name a folder on another disk.',
    evidence: { file: name, bytes: needed },
  });
}

function checksumError(url: string, expected: string, found: string): HnlmError {
  return new HnlmError(`${url} is not the file that is known: its SHA-256 is ${found}`, {
    code: 'DOWNLOAD_CHECKSUM',
    hint: `Expected ${expected}. What was downloaded is deleted; try again, and report it if it comes again.`,
    evidence: { url, expected, found },
  });
}

function byHand({ title, source }: Recipe, folder: string): HnlmError {
  return new HnlmError(`the files of ${title} cannot be downloaded without you`, {
    code: 'DOWNLOAD_BY_HAND',
    hint: `${source.byHand}: ${source.page}. Put ${names(source)} into ${folder}.`,
    evidence: { page: source.page },
  });
}

function failed(url: string, why: string, cause: unknown, { source }: Recipe, folder: string): HnlmError {
  return new HnlmError(`${url} could not be downloaded: ${why}`, {
    code: 'DOWNLOAD_FAILED',
    hint: `Try again, or download by hand from ${source.page} and put ${names(source)} into ${folder}.`,
    evidence: { url },
    cause,
  });
}

function names({ interactions, items }: Recipe['source']): string {
  return `${interactions.name} and ${items.name}`;
}
