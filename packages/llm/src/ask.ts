import { HnlmError } from '@hnlm/core';
import type { ChatModel, ChatRequest, JsonSchema, ModelIdentity } from './chat-model.ts';
import { contentHash } from './content-hash.ts';
import type { Generation } from './generation.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import { judgeReply } from './judge-reply.ts';
import type { Ledger } from './ledger.ts';
import { retrying } from './retrying.ts';

/** Attempts at a prompt: the first, and at most two more after unusable replies. */
const round = 3;

/** What does not change from prompt to prompt. */
export interface AskContext<T> {
  readonly model: ChatModel;
  readonly identity: ModelIdentity;
  readonly ledger: Ledger;
  readonly task: GenerationTask<T>;
  readonly schema: JsonSchema;
  readonly retryFailed: boolean;
}

/** Result of {@link ask}, and whether the ledger alone gave it. */
export interface Asked<T> {
  readonly generation: Generation<T>;
  readonly fromLedger: boolean;
}

/**
 * Walks through the attempts at one prompt. Each is a request of its own: its reply is read from the ledger,
 * or asked for and stored before anything else happens with it. So the walk through stored replies is the
 * walk that made them.
 */
export async function ask<T>(context: AskContext<T>, prompt: Prompt, signal: AbortSignal): Promise<Asked<T>> {
  const { model, identity, ledger, schema, retryFailed } = context;
  const task = { name: context.task.name, version: context.task.version };
  const origin = { model: identity, task, schemaHash: contentHash(schema) };
  let fault: string | undefined;
  let asked = 0;

  for (let attempt = 0; ; attempt++) {
    const request = requestFor(context, prompt, attempt, fault);
    const promptHash = contentHash(request.messages);
    const key = contentHash({ version: 1, task, model: identity, request, attempt });
    const provenance = { ...origin, promptHash, attempts: attempt + 1, repaired: false };
    const stored = await ledger.get(key);

    if (!stored && attempt > 0 && attempt % round === 0 && (asked > 0 || !retryFailed)) {
      const reason = `${attempt} unusable replies; the last: ${fault}`;
      return {
        generation: { status: 'failed', reason, provenance: { ...provenance, attempts: attempt } },
        fromLedger: asked === 0,
      };
    }

    const reply = stored?.reply ?? (await answerOrRefusal());
    // A prompt beyond the context window: the server would say so again at once, and a correction only
    // lengthens it.
    if (HnlmError.isInstance(reply)) {
      return { generation: { status: 'failed', reason: reply.message, provenance }, fromLedger: false };
    }
    const verdict = judgeReply(reply, context.task, prompt);
    const { status, repaired } = verdict;
    if (!stored) {
      asked++;
      const outcome = verdict.status === 'failed' ? { reason: verdict.fault } : { value: verdict.raw };
      await ledger.put(key, { status, ...outcome, reply, ...origin, promptHash, attempt, repaired });
    }
    const judged = { ...provenance, repaired };
    if (verdict.status === 'ok') {
      const { value } = verdict;
      return { generation: { status: 'ok', value, provenance: judged }, fromLedger: asked === 0 };
    }
    if (verdict.status === 'abstained') {
      return { generation: { status: 'abstained', provenance: judged }, fromLedger: asked === 0 };
    }
    if (verdict.final) {
      return {
        generation: { status: 'failed', reason: verdict.fault, provenance: judged },
        fromLedger: asked === 0,
      };
    }
    fault = verdict.fault;

    function answerOrRefusal() {
      return retrying(() => model.generate(request, { signal }), signal).catch((error: unknown) => {
        if (HnlmError.isInstance(error) && error.code === 'LLM_CONTEXT') return error;
        throw error;
      });
    }
  }
}

function requestFor<T>(
  { task, schema }: AskContext<T>,
  prompt: Prompt,
  attempt: number,
  fault: string | undefined,
): ChatRequest {
  const correction = `Your previous reply could not be used: ${fault}.
Reply with nothing but one JSON object.`;
  return {
    messages: [
      // Within the system message, so that roles alternate, as some chat templates insist; `fault` holds no
      // data.
      { role: 'system', content: fault === undefined ? task.system : `${task.system}\n\n${correction}` },
      { role: 'user', content: prompt.user },
    ],
    schema,
    temperature: task.temperature ?? 0,
    seed: attempt,
    maxTokens: task.maxTokens,
    contextTokens: task.contextTokens,
  };
}
