import { HnlmError } from '@hnlm/core';

const retryableStatuses = new Set([408, 409, 425, 429, 499, 500, 502, 503, 504, 529]);
const longestWait = 600_000;

/** Tells what went wrong from an answer with an error status. */
export function statusError(host: string, status: number, body: string, headers: Headers): HnlmError {
  const text = errorText(body) || `HTTP status ${status}`;
  if (status === 404 && /model .*not found/.test(text)) {
    return new HnlmError(`${host}: ${text}`, { code: 'LLM_MODEL_MISSING' });
  }
  if (/longer than the context|exceeds the (available )?context/.test(text)) {
    return new HnlmError(`${host}: ${text}`, {
      code: 'LLM_CONTEXT',
      hint: 'Ask for a larger context window, choose a model that has one, or shorten the text.',
    });
  }
  const retryable =
    retryableStatuses.has(status) && !/unsupported|does not support|invalid format/.test(text);
  return new HnlmError(`${host} answered ${status}: ${text}`, {
    code: 'LLM_REQUEST',
    hint: retryable
      ? 'See the log of the Ollama server.'
      : 'The request is one that this server or model does not take.',
    evidence: { status, retryable, retryAfter: retryAfter(headers) },
  });
}

/** Tells what went wrong from an error line within a stream. */
export function streamError(host: string, text: string): HnlmError {
  return new HnlmError(`${host} broke off: ${text}`, {
    code: 'LLM_REQUEST',
    hint: 'See the log of the Ollama server.',
    evidence: { retryable: !/unsupported|does not support/.test(text) },
  });
}

/** Tells what went wrong when no answer, or not the whole of it, came. */
export function connectionError(host: string, cause: Error): HnlmError {
  const { code, message } = rootOf(cause);
  if (
    cause instanceof SyntaxError ||
    code === 'ECONNRESET' ||
    code === 'UND_ERR_SOCKET' ||
    code === 'EPIPE'
  ) {
    return new HnlmError(`the connection to ${host} was lost (${code ?? 'the answer is incomplete'})`, {
      code: 'LLM_CONNECTION_LOST',
      hint: 'See the log of the Ollama server; what was answered is stored, run again to go on.',
      evidence: { host, retryable: true },
      cause,
    });
  }
  return new HnlmError(`no Ollama server answers at ${host} (${code ?? message})`, {
    code: 'LLM_UNREACHABLE',
    hint: 'Start it with "ollama serve", or name its address in OLLAMA_HOST.',
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

/** In ms, 0 where none is named. */
function retryAfter(headers: Headers): number {
  const seconds = headers.get('retry-after');
  const wait = Number(headers.get('retry-after-ms') ?? Number(seconds ?? 0) * 1000);
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), longestWait) : 0;
}

/** The innermost cause: fetch itself only says that it failed. */
function rootOf(error: Error): NodeJS.ErrnoException {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
