import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, json } from './double-http.ts';
import type { PlannedReply } from './double-scenario.ts';

/** A fixed time, so that the same request gets the same bytes. */
export const created = '2026-01-01T00:00:00.123456789Z';

/** Sends a planned reply: a piece a line, or all at once where `stream` is `false`. */
export async function sendReply(
  response: ServerResponse,
  { model, stream = true }: { readonly model: string; readonly stream?: boolean },
  plan: PlannedReply,
  promptTokens: number,
  signal: AbortSignal,
): Promise<void> {
  if (plan.status) return fail(response, plan.status, plan.error ?? '');
  const pieces = plan.content.match(/\s*\S+\s*?|\s+/g) ?? [];
  const base = { model, created_at: created };
  const end = {
    ...base,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: plan.doneReason,
    total_duration: 174560334,
    load_duration: 101397084,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: 13074791,
    eval_count: pieces.length,
    eval_duration: 52479709,
  };
  if (!stream && !plan.reset) {
    const message = { role: 'assistant', content: plan.content };
    const unfinished = { ...base, message, done: false };
    return json(response, 200, plan.doneReason ? { ...end, message } : unfinished);
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const [index, content] of pieces.entries()) {
    if (plan.reset && index >= pieces.length / 2) {
      response.destroy(new Error('reset by the scenario'));
      return;
    }
    if (plan.tokenDelay > 0) await sleep(plan.tokenDelay, undefined, { signal });
    response.write(`${JSON.stringify({ ...base, message: { role: 'assistant', content }, done: false })}\n`);
  }
  response.end(plan.doneReason ? `${JSON.stringify(end)}\n` : undefined);
}
