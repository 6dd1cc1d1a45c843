import { HnlmError } from '@hnlm/core';
import { isLinkLocal } from './is-link-local.ts';

/**
 * Reads the address of a server: `host`, `host:port`, or a URL; without a scheme `http` and the default port
 * are meant. Plain `http` is for this machine only, since prompts hold people's texts.
 *
 * @throws HnlmError `LLM_HOST` if it is no address, holds a password or a query, or would send over the network in the
 *   clear; `LLM_REMOTE` if it is on another machine and that is not allowed.
 */
export function serverAddress(
  host: string,
  defaultPort: number,
  { allowRemote = false }: { readonly allowRemote?: boolean } = {},
): string {
  const hasScheme = host.includes('://');
  let url: URL;
  try {
    url = new URL(hasScheme ? host : `http://${host}`);
  } catch (cause) {
    throw refused(host, 'is not an address', 'Write it like 127.0.0.1:11434 or https://example.org.', cause);
  }
  if (url.username || url.password) {
    // The address itself is left out of the message: it holds a secret.
    throw refused(
      'the server address',
      'holds a password',
      'Leave user name and password out of the address.',
    );
  }
  if (url.search || url.hash) {
    // Left out of the message too: keys are written there.
    throw refused(
      'the server address',
      'holds more than a path',
      'Leave out what begins with ? or #: keys come from the environment, paths are put behind the address.',
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refused(host, 'is neither http nor https', 'Write it like 127.0.0.1:11434 or https://example.org.');
  }
  // What a server listens on when it listens everywhere; it is reached at loopback.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refused(
      host,
      'would be reached over the network without encryption',
      'Use https, or forward a local port to it: ssh -N -L 11434:127.0.0.1:11434 THE_HOST',
    );
  }
  if (isLinkLocal(url.hostname)) {
    throw refused(host, 'is a link-local address', 'Name the address of a model server.');
  }
  if (!allowRemote && !isLoopback(url.hostname)) {
    throw new HnlmError(`${url.origin} is on another machine`, {
      code: 'LLM_REMOTE',
      hint: 'Prompts hold reviews and histories. Set allowRemote to send them there, or use a server of your own.',
      evidence: { host: url.origin },
    });
  }
  if (!hasScheme && !url.port && !/:80$/.test(host)) url.port = String(defaultPort);
  return url.href.replace(/\/+$/, '');
}

/**
 * Reads one address or several, as a list or separated by commas; repeated ones count once.
 *
 * @throws HnlmError as {@link serverAddress}
 */
export function serverAddresses(
  hosts: string | readonly string[],
  defaultPort: number,
  options?: { readonly allowRemote?: boolean },
): string[] {
  const list = typeof hosts === 'string' ? hosts.split(',').map((host) => host.trim()) : hosts;
  if (list.length === 0) {
    throw refused('an empty list', 'is no address', 'Name at least one server.');
  }
  return [...new Set(list.map((host) => serverAddress(host, defaultPort, options)))];
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function refused(host: string, why: string, hint: string, cause?: unknown): HnlmError {
  return new HnlmError(`${host} ${why}`, { code: 'LLM_HOST', hint, cause });
}
