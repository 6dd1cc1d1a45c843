import type { IncomingHttpHeaders } from 'node:http';
import { HnlmError } from '@hnlm/core';

const retryableStatuses = new Set([408, 409, 425, 429, 499, 500, 502, 503, 504, 529]);
const longestWait = 600_000;

/** What to tell a user about a kind of server. */
export interface ServerAdvice {
  /** "an Ollama server" */
  readonly what: string;
  /** How to start it. */
  readonly start: string;
  /** How to correct its address. */
  readonly address: string;
}

/** Tells what went wrong from an answer with an error status. */
export function statusError(
  host: string,
  status: number,
  body: string,
  headers: IncomingHttpHeaders,
  { what }: ServerAdvice,
): HnlmError {
  const text = withoutSecrets(errorText(body)) || `HTTP status ${status}`;
  if (status === 404 && /model.*(not found|does not exist)/i.test(text)) {
    return new HnlmError(`${host}: ${text}`, { code: 'LLM_MODEL_MISSING' });
  }
  if (/longer than the context|exceeds the (available )?context|maximum context length/.test(text)) {
    return new HnlmError(`${host}: ${text}`, {
      code: 'LLM_CONTEXT',
      hint: 'Ask for a larger context window, choose a model that has one, or shorten the text.',
    });
  }
  const retryable =
    retryableStatuses.has(status) && !/unsupported|does not support|invalid format/.test(text);
  return new HnlmError(`${host} answered ${status}: ${text}`, {
    code: 'LLM_REQUEST',
    hint: retryable ? `See the log of ${what}.` : hintFor(status),
    evidence: { status, retryable, retryAfter: retryAfter(headers) },
  });
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return 'The key is missing, wrong, or not allowed to use this model.';
  return 'The request is one that this server or model does not take.';
}

/** Tells what went wrong from an error line within a stream. */
export function streamError(host: string, text: string, { what }: ServerAdvice): HnlmError {
  return new HnlmError(`${host} broke off: ${withoutSecrets(text)}`, {
    code: 'LLM_REQUEST',
    hint: `See the log of ${what}.`,
    evidence: { retryable: !/unsupported|does not support/.test(text) },
  });
}

/** Tells that a limit of ours ended a request. */
export function timeoutError(host: string, after: number, message: string): HnlmError {
  return new HnlmError(message, {
    code: 'LLM_TIMEOUT',
    hint: 'Raise the limit, ask less at a time, or choose a smaller model.',
    evidence: { host, after, retryable: true },
  });
}

/** Tells what went wrong when no answer, or not the whole of it, came. */
export function connectionError(host: string, cause: Error, advice: ServerAdvice): HnlmError {
  const refused = refusalIn(cause);
  if (refused) return refused;
  const { code, message } = rootOf(cause);
  if (
    cause instanceof SyntaxError ||
    code === 'ECONNRESET' ||
    code === 'UND_ERR_SOCKET' ||
    code === 'EPIPE'
  ) {
    return new HnlmError(`the connection to ${host} was lost (${code ?? 'the answer is incomplete'})`, {
      code: 'LLM_CONNECTION_LOST',
      hint: `See the log of ${advice.what}; what was answered is stored, run again to go on.`,
      evidence: { host, retryable: true },
      cause,
    });
  }
  return new HnlmError(`no ${advice.what.replace(/^an? /, '')} answers at ${host} (${code ?? message})`, {
    code: 'LLM_UNREACHABLE',
    hint: advice.start,
    // Failures without a code, such as a redirect, stay as they are.
    evidence: { host, retryable: code !== undefined },
    cause,
  });
}

/** The server's text; llama.cpp's own errors are JSON within that string. */
function errorText(body: string): string {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    if (typeof error === 'string') return error.startsWith('{') ? errorText(error) : error;
    const { message } = (error ?? {}) as { message?: unknown };
    return typeof message === 'string' ? message : body.slice(0, 300);
  } catch {
    return body.slice(0, 300).trim();
  }
}

/** In ms, 0 where none is named: `retry-after-ms`, or `retry-after` in seconds or as a date. */
export function retryAfter({
  'retry-after-ms': milliseconds,
  'retry-after': after,
  date,
}: IncomingHttpHeaders): number {
  let wait = Number(milliseconds ?? Number(after ?? 0) * 1000);
  if (milliseconds === undefined && after !== undefined && Number.isNaN(Number(after))) {
    const now = Date.parse(date ?? '');
    wait = Date.parse(after) - (Number.isNaN(now) ? performance.timeOrigin + performance.now() : now);
  }
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestWait) : 0;
}

/** Servers may quote the key that they refuse. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b(sk|pk|key|hf|gsk|xai)[-_][A-Za-z0-9_*.-]{8,}/g, '[key]')
    .replace(/(bearer\s+)\S+/gi, '$1[key]');
}

/** Our own refusal of an address, from within fetch's error. */
function refusalIn(error: unknown): HnlmError | undefined {
  if (HnlmError.isInstance(error)) return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : undefined;
}

/** The innermost cause: fetch itself only says that it failed. */
function rootOf(error: Error): NodeJS.ErrnoException {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
