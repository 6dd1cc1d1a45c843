import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from './double-http.ts';
import type { PlannedReply } from './double-scenario.ts';
import { begin, piecesOf } from './send-reply.ts';

/** Answers with an error as OpenAI's protocol writes it. */
export function failCompletion(response: ServerResponse, status: number, message: string): void {
  const type = status === 401 ? 'invalid_request_error' : status === 429 ? 'requests' : 'server_error';
  json(response, status, { error: { message, type, param: null, code: null } });
}

/** Sends a planned reply in OpenAI's protocol: as server-sent events, or all at once where `stream` is not set. */
export async function sendCompletion(
  response: ServerResponse,
  { model, stream = false }: { readonly model: string; readonly stream?: boolean },
  plan: PlannedReply,
  promptTokens: number,
  signal: AbortSignal,
): Promise<void> {
  if (!(await begin(response, plan, signal, failCompletion))) return;
  const pieces = piecesOf(plan.content);
  const base = { id: 'chatcmpl-double', created: 1767225600, model, system_fingerprint: 'fp_double' };
  const refused = plan.doneReason === 'refused';
  const finish_reason = refused ? 'stop' : plan.doneReason;
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: pieces.length,
    total_tokens: promptTokens + pieces.length,
  };
  const reasoning = plan.thinking === undefined ? {} : { reasoning_content: plan.thinking };
  if (!stream && !plan.reset) {
    const message = {
      role: 'assistant',
      content: refused ? null : plan.content,
      refusal: refused ? plan.content : null,
      ...reasoning,
    };
    const choices = [{ index: 0, message, finish_reason }];
    return json(response, 200, { ...base, object: 'chat.completion', choices, usage });
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  const event = (delta: object, reason: string | null = null) => {
    const choices = [{ index: 0, delta, finish_reason: reason }];
    return `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, usage: null })}\n\n`;
  };
  response.write(event({ role: 'assistant', content: '', ...reasoning }));
  for (const [index, piece] of pieces.entries()) {
    if (index >= pieces.length / 2) {
      if (plan.reset) {
        response.destroy(new Error('reset by the scenario'));
        return;
      }
      if (plan.breakOff === 'cut') {
        response.end(event({ content: piece }).slice(0, 40));
        return;
      }
      if (plan.breakOff === 'error') {
        response.end('data: {"error":{"message":"CUDA error","type":"server_error","code":500}}\n\n');
        return;
      }
    }
    if (plan.tokenDelay > 0) await sleep(plan.tokenDelay, undefined, { signal });
    response.write(event(refused ? { refusal: piece } : { content: piece }));
  }
  if (plan.doneReason === null) {
    response.end();
    return;
  }
  response.write(event({}, finish_reason));
  const last = { ...base, object: 'chat.completion.chunk', choices: [], usage };
  response.end(`data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`);
}
