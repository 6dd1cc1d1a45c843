import { ask, askContext } from './ask.ts';
import { askIdentity } from './ask-identity.ts';
import { costOf, promptTokens, type TokenPrice } from './budget.ts';
import type { ChatModel } from './chat-model.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { Generation } from './generation.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import type { Ledger } from './ledger.ts';
import { isOfShard, type Shard } from './shard.ts';

/** Options of {@link dryRun}; those of `generateAll` will do. */
export interface DryRunOptions<T> {
  /** Asked for its identity only. */
  readonly model: ChatModel;
  readonly ledger: Ledger;
  readonly task: GenerationTask<T>;
  readonly prompts: readonly Prompt[];
  readonly retryFailed?: boolean;
  readonly shard?: Shard;
  readonly price?: TokenPrice;
  readonly signal?: AbortSignal;
}

/** What a run would ask for. Requests are counted; tokens and cost are estimates. */
export interface DryRun<T> {
  readonly isEstimate: true;
  /** First requests; those after unusable replies come on top. */
  readonly requests: number;
  /** Distinct prompts whose result the ledger has. */
  readonly fromLedger: number;
  /** A quarter of the characters. */
  readonly promptTokens: number;
  /** By the mean reply in the ledger; without one by the task's `maxTokens`; without that, 256 a reply. */
  readonly completionTokens: number;
  readonly cost?: number;
  /** What the ledger has for each prompt, in their order; `undefined` where a request is needed. */
  readonly generations: readonly (Generation<T> | undefined)[];
}

/** Taken for the length of a reply where nothing is known, in tokens. */
const unknownReply = 256;

/**
 * Tells what `generateAll` would ask for, without asking.
 *
 * @throws HnlmError what the model's `identity` throws.
 * @example
 * ```ts
 * const { requests, cost } = await dryRun({ model, ledger, task, prompts, price: { prompt: 0.1, completion: 0.4 } });
 * ```
 */
export async function dryRun<T>(options: DryRunOptions<T>): Promise<DryRun<T>> {
  const { model, ledger, task, retryFailed = false, shard, price, signal } = options;
  const identity = await askIdentity(model, signal);
  const context = askContext({ identity, ledger, task, retryFailed });
  const distinct = new Map(options.prompts.map((prompt) => [prompt.user, prompt]));
  const found = new Map<string, Generation<T>>();
  let requests = 0;
  let fromLedger = 0;
  let tokens = 0;
  for (const prompt of distinct.values()) {
    signal?.throwIfAborted();
    const isOwn = !shard || isOfShard(prompt.user, shard);
    const { generation } = await ask(context, prompt, async ({ request }) => {
      if (!isOwn) return undefined;
      requests++;
      tokens += promptTokens(request);
      return undefined;
    });
    if (!generation) continue;
    found.set(prompt.user, generation);
    if (isOwn) fromLedger++;
  }
  const reply = (await meanReply(ledger, task.name)) ?? task.maxTokens ?? unknownReply;
  const usage = { promptTokens: tokens, completionTokens: Math.round(requests * reply) };
  const cost = price && costOf(usage, price);
  return {
    isEstimate: true,
    requests,
    fromLedger,
    ...usage,
    ...(cost !== undefined && { cost }),
    generations: options.prompts.map((prompt) => found.get(prompt.user)),
  };
}

async function meanReply(ledger: Ledger, task: string): Promise<number | undefined> {
  let replies = 0;
  let tokens = 0;
  for await (const [, record] of ledger.entries()) {
    if (record.task.name !== task) continue;
    replies++;
    tokens += record.reply.usage.completionTokens || estimateTokens(record.reply.text);
  }
  return replies > 0 ? tokens / replies : undefined;
}
