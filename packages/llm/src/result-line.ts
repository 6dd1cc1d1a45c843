import type { ChatReply } from './chat-model.ts';
import { replyOf } from './openai-format.ts';
import { withoutSecrets } from './server-errors.ts';

/** What a line of a result file says. */
export type ResultLine =
  | { readonly key: string; readonly reply: ChatReply; readonly fault?: undefined }
  | { readonly key?: string; readonly reply?: undefined; readonly fault: string };

interface Result {
  readonly custom_id?: unknown;
  readonly response?: { readonly status_code?: number; readonly body?: unknown } | null;
  readonly error?: unknown;
}

/**
 * Reads one line. OpenAI writes errors as objects, expired requests without a response; vLLM writes failed ones with a
 * status and an error (text or object) and without a body.
 */
export function readResultLine(text: string): ResultLine {
  let result: Result;
  try {
    result = JSON.parse(text) as Result;
  } catch {
    return { fault: 'the line is not JSON' };
  }
  const { custom_id: key, response, error } = result ?? {};
  if (typeof key !== 'string') return { fault: 'the line has no custom_id' };
  const body = response?.body as { choices?: unknown[]; error?: unknown } | null | undefined;
  const status = response?.status_code ?? 200;
  const failure = error ?? body?.error;
  if (failure || status >= 400) {
    return { key, fault: withoutSecrets(messageOf(failure) ?? `HTTP status ${status}`) };
  }
  if (!Array.isArray(body?.choices) || body.choices.length === 0) {
    return { key, fault: 'the result has no reply' };
  }
  try {
    return { key, reply: replyOf(body) };
  } catch {
    return { key, fault: 'the reply is not as the protocol has it' };
  }
}

function messageOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  if (typeof message === 'string') return message;
  return typeof code === 'string' ? code : undefined;
}
