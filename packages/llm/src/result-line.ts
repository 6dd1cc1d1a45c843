import { withoutSecrets } from './server-errors.ts';

/** What a line of a result file says. */
export type ResultLine =
  | { readonly key: string; readonly body: object; readonly fault?: undefined }
  | { readonly key?: string; readonly body?: undefined; readonly fault: string };

interface Result {
  readonly custom_id?: unknown;
  readonly response?: { readonly status_code?: number; readonly body?: unknown } | null;
  readonly error?: unknown;
}

/**
 * Reads one line. OpenAI writes errors as objects, expired requests without a response; vLLM writes failed ones with a
 * status and an error (text, or its error answer as it is) and without a body.
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
  const body = response?.body as { error?: unknown } | null | undefined;
  const status = response?.status_code ?? 200;
  const failure = error ?? body?.error;
  if (failure || status >= 400) {
    return { key, fault: withoutSecrets(messageOf(failure) ?? `HTTP status ${status}`) };
  }
  return typeof body === 'object' && body ? { key, body } : { key, fault: noReply };
}

/** The fault of a line without what was asked for. */
export const noReply = 'the result has no reply';

function messageOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  const { message, code, error: inner } = (error ?? {}) as Record<string, unknown>;
  if (typeof message === 'string') return message;
  if (inner) return messageOf(inner);
  return typeof code === 'string' ? code : undefined;
}
