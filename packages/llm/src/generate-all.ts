import { HnlmError } from '@hnlm/core';
import { type Answer, type AskContext, ask, askContext, type OpenRequest } from './ask.ts';
import { askIdentity } from './ask-identity.ts';
import { type Budget, type BudgetLimits, createBudget, promptTokens } from './budget.ts';
import type { ChatModel, ChatReply, ChatRequest } from './chat-model.ts';
import { refusesEverything } from './failure-kinds.ts';
import { forEachBounded } from './for-each-bounded.ts';
import type { Generation } from './generation.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import type { Ledger } from './ledger.ts';
import type { PauseGate } from './pause-gate.ts';
import { isOfShard, type Shard } from './shard.ts';
import { steadyCalls, type Work } from './steady-calls.ts';

/** Progress of {@link generateAll}; counts are of distinct prompts. */
export interface GenerationEvent {
  readonly type: 'generated';
  readonly done: number;
  readonly total: number;
  /** Of `done`: answered from the ledger alone. */
  readonly fromLedger: number;
  readonly failed: number;
  readonly abstained: number;
  /** Requests that may be under way now. */
  readonly concurrency: number;
  /** Tokens of the replies to this run, of prompts and replies together. */
  readonly tokens: number;
  /** What these cost, where a price is given. */
  readonly cost?: number;
  /** Time left in ms at the rate so far; absent until something was asked. */
  readonly eta?: number;
  /** Why the run waits for its server, where it does. */
  readonly waiting?: string;
  /** What ails servers that are left alone for now; where there are several, the run goes on with the others. */
  readonly failing?: readonly string[];
}

/** Options of {@link generateAll}. */
export interface GenerateAllOptions<T> extends BudgetLimits {
  readonly model: ChatModel;
  readonly ledger: Ledger;
  readonly task: GenerationTask<T>;
  readonly prompts: readonly Prompt[];
  /**
   * Most requests under way at a time; 4 by default. A run starts with 2 and goes up as long as that helps, and down
   * when the server is overloaded.
   */
  readonly concurrency?: number;
  /** Asks anew for prompts whose stored replies were all unusable; `false` by default. */
  readonly retryFailed?: boolean;
  /** Asks only the prompts of this shard; those of others come from the ledger, or fail. */
  readonly shard?: Shard;
  /** How long to go on while the server does nothing but fail, in ms; 10 minutes by default. */
  readonly patience?: number;
  /** Shared with other runs, from `createBudget`; in place of `maxTokens`, `maxCost` and `price`. */
  readonly budget?: Budget;
  /** Pauses and resumes the run. */
  readonly gate?: PauseGate;
  /** Ends the run at once; requests under way are cancelled. */
  readonly signal?: AbortSignal;
  /** Ends the run when the requests under way are answered and stored. */
  readonly drain?: AbortSignal;
  readonly onEvent?: (event: GenerationEvent) => void;
}

/**
 * Answers the prompts of a task, in their order: {@link generateAll}, or what stands in its place, such as a dry run, request
 * files or a queue. Steps that ask a model take it as `ask`.
 */
export type Asker = <T>(options: GenerateAllOptions<T>) => Promise<Generation<T>[]>;

/** So many refused requests and not one answered: it is the request, not the prompts. */
const tooManyRefused = 10;

/**
 * Asks a model all prompts of a task, and returns what became of each, in their order. What is in the ledger
 * is not asked again, the same prompt is asked once, and an answer is on the disk before it counts: a run
 * that was killed goes on where it stopped and ends with the same result. A reply that cannot be used is
 * asked for again at most twice, with a new seed and a word on what was wrong; a busy or lost server is tried
 * again for `patience`.
 *
 * @throws HnlmError what the model throws and repeating does not help, for instance `LLM_UNREACHABLE`,
 *   `LLM_MODEL_MISSING`, `LLM_REQUEST`; `LLM_DOWN` when patience has run out; `LLM_BUDGET` when `maxTokens` or
 *   `maxCost` is reached, after the requests under way are answered; `LLM_PRICE`, `LLM_CONCURRENCY`.
 * @throws the reason of `signal` or `drain` when it aborts.
 * @example
 * ```ts
 * const task = {
 *   name: 'colour',
 *   version: '1',
 *   system: 'The user message is JSON about a product. Reply with its likely colour as {"colour": "..."}.',
 *   schema: z.strictObject({ colour: z.string().min(1) }),
 * };
 * const prompts = titles.map((title) => ({ user: JSON.stringify({ title }) }));
 * const generations = await generateAll({ model: ollama({ model: 'llama3.1:8b' }), ledger, task, prompts });
 * ```
 */
export async function generateAll<T>(options: GenerateAllOptions<T>): Promise<Generation<T>[]> {
  const { model, ledger, task, prompts, concurrency = 4, retryFailed = false, signal, onEvent } = options;
  checkConcurrency(concurrency);
  const budget = options.budget ?? createBudget(options);
  if (prompts.length === 0) return [];
  const identity = await askIdentity(model, signal);
  const context = askContext({ identity, ledger, task, retryFailed });
  const { shard } = options;
  const distinct = new Map(prompts.map((prompt) => [prompt.user, prompt]));
  const own = [...distinct.values()].filter((prompt) => !shard || isOfShard(prompt.user, shard));
  const generations = new Map<string, Generation<T>>();

  const counts = { fromLedger: 0, failed: 0, abstained: 0 };
  const before = { tokens: tokensOf(budget), cost: budget.cost ?? 0 };
  const now = () => performance.now() - (options.gate?.pausedFor ?? 0);
  const started = now();
  let waiting: string | undefined;
  function report(): void {
    const done = generations.size;
    const { failing } = calls;
    const rate = (done - counts.fromLedger) / (now() - started);
    onEvent?.({
      type: 'generated',
      done,
      total: own.length,
      ...counts,
      concurrency: Math.min(calls.limit, concurrency),
      tokens: tokensOf(budget) - before.tokens,
      ...(budget.cost !== undefined && { cost: budget.cost - before.cost }),
      ...(rate > 0 && { eta: (own.length - done) / rate }),
      ...(waiting !== undefined && { waiting }),
      ...(failing.length > 0 && { failing }),
    });
  }

  const spent = new AbortController();
  const drain = options.drain ? AbortSignal.any([options.drain, spent.signal]) : spent.signal;
  const calls = steadyCalls(model, {
    concurrency,
    gate: options.gate,
    patience: options.patience,
    onWait(reason) {
      waiting = reason;
      report();
    },
  });

  /** A shared budget may be used up before the first request. */
  function endIfSpent(): void {
    if (budget.exhausted) spent.abort(budget.exhausted);
  }

  /** Made once: `cancel` is the same for all. */
  let stop: AbortSignal | undefined;
  let answered = 0;
  let refused = 0;
  async function answer({ request }: OpenRequest, cancel: AbortSignal): Promise<Answer> {
    try {
      stop ??= AbortSignal.any([cancel, drain]);
      endIfSpent();
      drain.throwIfAborted();
      const reply = await calls.call(workOf(request), cancel, stop);
      answered++;
      budget.add(request, reply);
      endIfSpent();
      return reply;
    } catch (error) {
      if (!concernsPromptAlone(error)) throw error;
      const isRefusal = error.code === 'LLM_REQUEST' && error.evidence.retryable !== true;
      if (isRefusal) refused++;
      const hopeless = refused >= Math.min(tooManyRefused, own.length);
      if (hopeless && answered + counts.fromLedger === 0) throw error;
      return error;
    }
  }

  await forEachBounded(own, { concurrency, signal, drain }, async (prompt, cancel) => {
    const { generation, fromLedger } = await ask(context, prompt, (open) => answer(open, cancel));
    generations.set(prompt.user, generation!);
    if (fromLedger) counts.fromLedger++;
    if (generation!.status !== 'ok') counts[generation!.status]++;
    report();
  });
  for (const prompt of distinct.values()) {
    if (!generations.has(prompt.user)) generations.set(prompt.user, await askElsewhere(context, prompt));
  }
  return prompts.map((prompt) => generations.get(prompt.user)!);
}

function tokensOf({ used: { promptTokens, completionTokens } }: Budget): number {
  return promptTokens + completionTokens;
}

function workOf(request: ChatRequest): Work<ChatModel, ChatReply> {
  return {
    tokens: promptTokens(request) + (request.maxTokens ?? 0),
    run: (model, options) => model.generate(request, options),
    produced: ({ usage }) => usage.completionTokens,
  };
}

function checkConcurrency(concurrency: number): void {
  if (Number.isInteger(concurrency) && concurrency >= 1) return;
  throw new HnlmError(`concurrency is ${concurrency}`, {
    code: 'LLM_CONCURRENCY',
    hint: 'Give a whole number of requests, 1 or more.',
  });
}

/** Looks up what another shard has in charge. */
async function askElsewhere<T>(context: AskContext<T>, prompt: Prompt): Promise<Generation<T>> {
  const leave = async () =>
    new HnlmError('it is left to another shard, whose ledger is not merged', { code: 'LLM_SHARD' });
  const { generation } = await ask(context, prompt, leave);
  return generation!;
}

/** A server that still fails on one prompt when the others get through fails that prompt, not the run. */
function concernsPromptAlone(error: unknown): error is HnlmError {
  if (!HnlmError.isInstance(error)) return false;
  if (['LLM_CONTEXT', 'LLM_TIMEOUT', 'LLM_CONNECTION_LOST'].includes(error.code)) return true;
  return error.code === 'LLM_REQUEST' && !refusesEverything(error);
}
