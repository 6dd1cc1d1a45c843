import { HnlmError } from '@hnlm/core';
import type { ChatReply, ChatRequest, JsonSchema, ModelIdentity } from './chat-model.ts';
import { contentHash, rememberForm } from './content-hash.ts';
import type { Generation } from './generation.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import { judgeReply, judgeStored, type Verdict } from './judge-reply.ts';
import type { Ledger, LedgerRecord } from './ledger.ts';
import { responseSchema } from './response-schema.ts';
import { toolkitVersion } from './toolkit-version.ts';

/** Attempts at a prompt: the first, and at most two more after unusable replies. */
const round = 3;

/** What does not change from prompt to prompt. */
export interface AskContext<T> {
  readonly identity: ModelIdentity;
  readonly ledger: Ledger;
  readonly task: GenerationTask<T>;
  readonly retryFailed: boolean;
  readonly schema: JsonSchema;
  /** What is the same in all records and provenances. */
  readonly origin: Pick<LedgerRecord, 'model' | 'task' | 'schemaHash'>;
}

/**
 * Completes the context of a task.
 *
 * @throws HnlmError `LLM_SCHEMA`
 */
export function askContext<T>(
  parts: Pick<AskContext<T>, 'identity' | 'ledger' | 'task' | 'retryFailed'>,
): AskContext<T> {
  const { task } = parts;
  // In the key of each request.
  const identity = rememberForm({ ...parts.identity });
  const schema = rememberForm(responseSchema(task.schema));
  const { name, version } = task;
  const origin = { model: identity, task: { name, version }, schemaHash: contentHash(schema) };
  return { ...parts, identity, schema, origin };
}

/** A request that the ledger holds no reply to. */
export interface OpenRequest {
  /** Its key in the ledger. */
  readonly key: string;
  readonly request: ChatRequest;
}

/** What became of a request: a reply, an error that is this prompt's alone, or nothing for now. */
export type Answer = ChatReply | HnlmError | undefined;

/** Result of {@link ask}, and whether the ledger alone gave it. */
export interface Asked<T> {
  /** `undefined` where a request got no answer for now. */
  readonly generation: Generation<T> | undefined;
  readonly fromLedger: boolean;
}

/**
 * Walks through the attempts at one prompt. Each is a request of its own: its reply is read from the ledger, or
 * asked of `answer` and stored before anything else happens with it. So the walk through stored replies is the walk
 * that made them, wherever the replies came from.
 */
export async function ask<T>(
  context: AskContext<T>,
  prompt: Prompt,
  answer: (open: OpenRequest) => Promise<Answer>,
): Promise<Asked<T>> {
  const { identity, ledger, origin, retryFailed } = context;
  let fault: string | undefined;
  let asked = 0;
  const result = (generation?: Generation<T>): Asked<T> => ({ generation, fromLedger: asked === 0 });

  for (let attempt = 0; ; attempt++) {
    const request = requestFor(context, prompt, attempt, fault);
    const { messages, schema: _, ...parameters } = request;
    const promptHash = contentHash(messages);
    const key = contentHash({ version: 1, task: origin.task, model: identity, request, attempt });
    const provenance = { ...origin, promptHash, attempts: attempt + 1, repaired: false };

    const ended = attempt > 0 && attempt % round === 0 && (asked > 0 || !retryFailed);
    if (ended && !(await ledger.get(key))) {
      const reason = `${attempt} unusable replies; the last: ${fault}`;
      return result({ status: 'failed', reason, provenance: { ...provenance, attempts: attempt } });
    }

    let refusal: HnlmError | undefined;
    let fresh: Verdict<T> | undefined;
    const record = await ledger.getOrPut(key, async () => {
      const reply = await answer({ key, request });
      if (reply === undefined) return undefined;
      if (HnlmError.isInstance(reply)) {
        refusal = reply;
        return undefined;
      }
      asked++;
      fresh = judgeReply(reply, context.task, prompt);
      const { status, repaired } = fresh;
      const outcome =
        fresh.status === 'failed' ? { fault: fresh.kind, reason: fresh.fault } : { value: fresh.raw };
      const createdAt = new Date().toISOString();
      const made = { promptHash, attempt, parameters, repaired, toolkit: toolkitVersion, createdAt };
      return { status, ...outcome, reply, ...origin, ...made };
    });
    // Not stored: the server said nothing about the prompt that would hold for ever.
    if (refusal) {
      const generation = { status: 'failed', reason: refusal.message, provenance } as const;
      return { generation, fromLedger: false };
    }
    if (!record) return { generation: undefined, fromLedger: false };

    const verdict = fresh ?? judgeStored(record, context.task, prompt);
    const judged = { ...provenance, repaired: verdict.repaired };
    if (verdict.status === 'ok') return result({ status: 'ok', value: verdict.value, provenance: judged });
    if (verdict.status === 'abstained') return result({ status: 'abstained', provenance: judged });
    // Asking again would give the same.
    if (verdict.kind === 'refused')
      return result({ status: 'failed', reason: verdict.fault, provenance: judged });
    fault = verdict.fault;
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
