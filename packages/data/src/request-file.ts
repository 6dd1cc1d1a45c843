import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { HnlmError } from '@hnlm/core';

/** One request for a file. */
export interface FileRequest {
  readonly url: string;
  readonly method: 'HEAD' | 'GET';
  readonly headers?: Readonly<Record<string, string>>;
  /** Hosts beside its own to which the address may lead on. */
  readonly hosts: readonly string[];
  readonly signal?: AbortSignal;
}

const mostRedirects = 5;
/** Without a byte for so long, a connection counts as dead. */
const patience = 60_000;

/**
 * Requests a file as it lies on the server (never unpacked on the way), over https, and follows redirects to the same
 * or listed hosts. Plain http is used for this machine alone.
 *
 * @throws HnlmError `DOWNLOAD_REFUSED` for another protocol or host, or too many redirects.
 */
export async function requestFile(request: FileRequest): Promise<IncomingMessage> {
  const allowed = new Set([new URL(request.url).hostname, ...request.hosts]);
  let url = new URL(request.url);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    checkAddress(url, allowed, request.url);
    const response = await send(url, request);
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) return response;
    response.destroy();
    url = new URL(headers.location, url);
  }
  throw refused(request.url, `leads on more than ${mostRedirects} times`);
}

function send(url: URL, { method, headers, signal }: FileRequest): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { 'accept-encoding': 'identity', ...headers }, signal });
    sent.setTimeout(patience, () => sent.destroy(new Error(`no answer for ${patience / 1000} seconds`)));
    sent.on('response', resolve).on('error', reject).end();
  });
}

function checkAddress(url: URL, allowed: ReadonlySet<string>, asked: string): void {
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) {
    throw refused(asked, `leads to ${url.protocol}//${url.host}, which is not https`);
  }
  if (!allowed.has(url.hostname)) throw refused(asked, `leads to the host ${url.host}, which is not listed`);
}

function refused(url: string, what: string): HnlmError {
  return new HnlmError(`${url} ${what}`, {
    code: 'DOWNLOAD_REFUSED',
    hint: 'Look at where it leads, and download the file by hand if you trust it.',
    evidence: { url },
  });
}
