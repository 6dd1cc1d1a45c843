import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, json } from './double-http.ts';
import type { PlannedReply } from './double-scenario.ts';

/** A fixed time, so that the same request gets the same bytes. */
export const created = '2026-01-01T00:00:00.123456789Z';

/** The pieces that a content is streamed in. */
export const piecesOf = (content: string) => content.match(/\s*\S+\s*?|\s+/g) ?? [];

/**
 * Does what all protocols have in common: waits, resets, error statuses. Says whether there is still something to send.
 *
 * @param failed sends an error in the form of the protocol
 */
export async function begin(
  response: ServerResponse,
  plan: PlannedReply,
  signal: AbortSignal,
  failed: typeof fail = fail,
): Promise<boolean> {
  if (plan.headerDelay) await sleep(Math.min(plan.headerDelay, 2 ** 31 - 1), undefined, { signal });
  if (plan.reset === 'before') {
    response.destroy(new Error('reset by the scenario'));
    return false;
  }
  if (!plan.status) return true;
  if (plan.retryAfter !== undefined) response.setHeader('retry-after', String(plan.retryAfter));
  if (plan.html) response.writeHead(plan.status, { 'content-type': 'text/html' }).end(plan.error);
  else failed(response, plan.status, plan.error ?? '');
  return false;
}

/** Sends a planned reply as Ollama does: a piece a line, or all at once where `stream` is `false`. */
export async function sendReply(
  response: ServerResponse,
  { model, stream = true }: { readonly model: string; readonly stream?: boolean },
  plan: PlannedReply,
  promptTokens: number,
  signal: AbortSignal,
): Promise<void> {
  if (!(await begin(response, plan, signal))) return;
  const pieces = piecesOf(plan.content);
  const base = { model, created_at: created };
  const end = {
    ...base,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: /refused|content_filter/.test(plan.doneReason ?? '') ? 'stop' : plan.doneReason,
    total_duration: 174560334,
    load_duration: 101397084,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: 13074791,
    eval_count: pieces.length,
    eval_duration: 52479709,
  };
  const thinking = plan.thinking === undefined ? {} : { thinking: plan.thinking };
  if (!stream && !plan.reset) {
    const message = { role: 'assistant', content: plan.content, ...thinking };
    const unfinished = { ...base, message, done: false };
    return json(response, 200, plan.doneReason ? { ...end, message } : unfinished);
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const line = (message: object) => `${JSON.stringify({ ...base, message, done: false })}\n`;
  if (plan.thinking !== undefined) response.write(line({ role: 'assistant', content: '', ...thinking }));
  for (const [index, content] of pieces.entries()) {
    if (index >= pieces.length / 2) {
      if (plan.reset) {
        response.destroy(new Error('reset by the scenario'));
        return;
      }
      if (plan.breakOff === 'cut') {
        response.end(line({ role: 'assistant', content }).slice(0, 40));
        return;
      }
      if (plan.breakOff === 'error') {
        response.end(
          `${JSON.stringify({ error: 'an error was encountered while running the model: CUDA error' })}\n`,
        );
        return;
      }
    }
    if (plan.tokenDelay > 0) await sleep(plan.tokenDelay, undefined, { signal });
    response.write(line({ role: 'assistant', content }));
  }
  response.end(plan.doneReason ? `${JSON.stringify(end)}\n` : undefined);
}
