import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '@hnlm/core';
import type { ChatMessage, JsonSchema } from '../chat-model.ts';
import { contentHash } from '../content-hash.ts';
import { bodyOf, fail, json, plain } from './double-http.ts';
import { type DoubleLimits, limiter } from './double-limits.ts';
import { type DoubleScenario, planReply } from './double-scenario.ts';
import { slots } from './double-slots.ts';
import { hashedVector } from './hashed-vector.ts';
import { promptWords, schemaValue } from './schema-value.ts';
import { failCompletion, sendCompletion } from './send-completion.ts';
import { created, sendReply } from './send-reply.ts';

/** What the double saw. */
export interface DoubleCounters {
  /** Requests by path. */
  readonly requests: Record<string, number>;
  /**
   * Chat requests by hash of their messages and seed, as `<hash>/<seed>`. They are `promptHash` and `attempt` of the ledger's
   * record of the answer: a prompt that is asked once more may have the same words.
   */
  readonly prompts: Record<string, number>;
  /** Texts to embed, by their hash. */
  readonly texts: Record<string, number>;
  /** Most requests worked on at a time. */
  readonly mostInFlight: number;
  /** Connections that the client closed before the end of the answer. */
  readonly aborted: number;
}

/** A chat request as the server takes it. */
export interface DoubleChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean;
  readonly format?: JsonSchema | 'json';
  readonly options?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Options of {@link startOllamaDouble}. */
export interface OllamaDoubleOptions {
  /** `ok` by default. */
  readonly scenario?: DoubleScenario;
  /** Chat requests that scenarios with trouble "at first" spoil; 1 by default. */
  readonly faults?: number;
  /** Other seeds give other texts; 0 by default. */
  readonly seed?: number;
  /** Time before an answer in ms, on average; 0 by default. */
  readonly latency?: number;
  /** Requests worked on at a time, as `OLLAMA_NUM_PARALLEL`; 4 by default. */
  readonly parallel?: number;
  /** Requests that may wait, as `OLLAMA_MAX_QUEUE`; 512 by default. */
  readonly maxQueue?: number;
  /** `llama3.1:8b` and `nomic-embed-text:latest` by default. Names with `embed` embed, all others chat. */
  readonly models?: readonly string[];
  /** Gives the right reply to a request instead of one made from the schema. */
  readonly reply?: (request: DoubleChatRequest) => string | undefined;
  /** What it takes within a time; the scenario `rate-limited` has 10 requests a second by default, all others no limits. */
  readonly limits?: DoubleLimits;
  /** Another build of the models has other digests. */
  readonly build?: string;
  /** A free one by default. */
  readonly port?: number;
  /** Called after each counted request. */
  readonly onRequest?: (counters: DoubleCounters) => void;
}

/** A running double. */
export interface OllamaDouble {
  readonly url: string;
  readonly counters: DoubleCounters;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for an Ollama server on 127.0.0.1, for tests: its protocol and its ways to fail, with
 * replies made from the words of the prompt to fit the schema. The same request gets the same reply. As Ollama does, it
 * speaks OpenAI's protocol too, below `/v1`.
 *
 * @example
 * ```ts
 * const double = await startOllamaDouble({ scenario: 'fenced-json' });
 * const model = ollama({ model: 'llama3.1:8b', host: double.url });
 * // ...
 * await double.close();
 * ```
 */
export async function startOllamaDouble(options: OllamaDoubleOptions = {}): Promise<OllamaDouble> {
  const { scenario = 'ok', faults = 1, seed = 0, latency = 0, parallel = 4, reply } = options;
  const models = options.models ?? ['llama3.1:8b', 'nomic-embed-text:latest'];
  const places = slots(parallel, options.maxQueue ?? 512);
  const limits = options.limits ?? (scenario === 'rate-limited' ? { requests: 10, every: 1000 } : undefined);
  const limited = limits && limiter(limits);
  const requests: Record<string, number> = {};
  const prompts: Record<string, number> = {};
  const texts: Record<string, number> = {};
  let chats = 0;
  let aborted = 0;
  const counters: DoubleCounters = {
    requests,
    prompts,
    texts,
    get mostInFlight() {
      return places.mostInUse;
    },
    get aborted() {
      return aborted;
    },
  };

  /** The window of `context-drop` is as large as a sentence. */
  const readTokens = (messages: readonly ChatMessage[]) =>
    scenario === 'context-drop' ? Math.min(8, tokensOf(messages)) : tokensOf(messages);

  const find = (name: string) => models.find((model) => tagged(model) === tagged(name));

  /** Plans the answer to a chat request of either protocol. */
  async function plan(
    request: DoubleChatRequest,
    schema: unknown,
    seedOfRequest: number,
    signal: AbortSignal,
  ) {
    const { model, messages = [] } = request;
    const promptHash = contentHash(messages);
    const early = chats++ < faults;
    count(prompts, `${promptHash}/${seedOfRequest}`);
    options.onRequest?.(counters);
    const random = createRandom(seed).split(model, promptHash, seedOfRequest);
    await sleep(latency * (0.5 + random.split('latency').uniform()), undefined, { signal });
    const words = promptWords(messages.at(-1)?.content ?? '');
    const content =
      reply?.(request) ??
      (typeof schema === 'object' && schema !== null
        ? JSON.stringify(schemaValue(schema as JsonSchema, words, random))
        : String(schemaValue({ type: 'string' }, words, random)));
    return planReply(scenario, { model, content, seed: seedOfRequest, promptHash, early });
  }

  /** Whether a request was refused for being one too many. */
  function isRefused(response: ServerResponse, tokens: number, failed: typeof fail): boolean {
    const wait = limited?.take(response, tokens) ?? 0;
    if (wait === 0) return false;
    response.setHeader('retry-after-ms', Math.ceil(wait));
    failed(response, 429, 'Rate limit reached');
    return true;
  }

  async function chat(request: DoubleChatRequest, response: ServerResponse, signal: AbortSignal) {
    const { model, format, options: parameters = {} } = request;
    let { messages = [] } = request;
    if (!find(model)) return fail(response, 404, `model '${model}' not found`);
    if (model.includes('embed')) return fail(response, 400, `"${model}" does not support chat`);
    if (request.think === true) return fail(response, 400, `"${model}" does not support thinking`);
    if (format !== undefined && format !== 'json' && typeof format !== 'object') {
      const text = `invalid format: "${format}"; expected "json" or a valid JSON Schema object`;
      return fail(response, 500, text);
    }
    const context = parameters.num_ctx ?? 4096;
    if (!Number.isInteger(context)) {
      return fail(response, 500, 'option "num_ctx" must be of type integer');
    }
    const fits = () => tokensOf(messages) <= Number(context);
    if (request.truncate === false && !fits() && scenario !== 'context-drop') {
      const message = `request (${tokensOf(messages)} tokens) exceeds the available context size (${context} tokens), try increasing it`;
      const error = { code: 400, message, type: 'exceed_context_size_error' };
      count(prompts, `${contentHash(messages)}/${Number(parameters.seed ?? 0)}`);
      return fail(response, 400, JSON.stringify({ error }));
    }
    // As the server does without `truncate: false`: drops from the front, and says nothing.
    while (!fits() && messages.some(({ role }, n) => role !== 'system' && n < messages.length - 1)) {
      const dropped = messages.findIndex(({ role }) => role !== 'system');
      messages = messages.filter((_, n) => n !== dropped);
    }
    const longest = Number(parameters.num_predict ?? 0);
    if (isRefused(response, tokensOf(messages) + longest, fail)) return;
    const planned = await plan({ ...request, messages }, format, Number(parameters.seed ?? 0), signal);
    await sendReply(response, request, planned, readTokens(messages), signal);
  }

  async function complete(request: DoubleChatRequest, response: ServerResponse, signal: AbortSignal) {
    const { model, messages = [], response_format: format } = request;
    if (!find(model)) return failCompletion(response, 404, `The model \`${model}\` does not exist`);
    const longest = Number(request.max_tokens ?? 0);
    if (isRefused(response, tokensOf(messages) + longest, failCompletion)) return;
    const form = (format ?? {}) as { json_schema?: { schema?: unknown }; schema?: unknown };
    const planned = await plan(
      request,
      form.json_schema?.schema ?? form.schema,
      Number(request.seed ?? 0),
      signal,
    );
    await sendCompletion(response, request, planned, readTokens(messages), signal);
  }

  function embed(request: Record<string, unknown>, response: ServerResponse) {
    const model = String(request.model);
    const input = typeof request.input === 'string' ? [request.input] : (request.input ?? []);
    if (!Array.isArray(input) || !input.every((text) => typeof text === 'string')) {
      return fail(response, 400, 'invalid input type');
    }
    for (const text of input) count(texts, contentHash(text));
    options.onRequest?.(counters);
    if (!find(model)) return fail(response, 404, `model "${model}" not found, try pulling it first`);
    if (request.truncate === false && input.some((text) => text.length > 4 * 2048)) {
      return fail(response, 400, 'the input length exceeds the context length');
    }
    if (scenario === 'nan-embedding') return fail(response, 400, 'embedding contains NaN or Inf values');
    json(response, 200, { model, embeddings: vectorsOf(input), total_duration: 1, load_duration: 1 });
  }

  function embeddings(request: Record<string, unknown>, response: ServerResponse) {
    const model = String(request.model);
    const input = typeof request.input === 'string' ? [request.input] : request.input;
    if (!Array.isArray(input) || !input.every((text) => typeof text === 'string')) {
      return failCompletion(response, 400, 'invalid input type');
    }
    for (const text of input) count(texts, contentHash(text));
    options.onRequest?.(counters);
    if (!find(model)) return failCompletion(response, 404, `The model \`${model}\` does not exist`);
    const data = vectorsOf(input).map((embedding, index) => ({
      object: 'embedding',
      index,
      embedding: scenario === 'nan-embedding' ? embedding.map(() => null) : embedding,
    }));
    // Order is not promised: the index counts.
    const usage = { prompt_tokens: input.length, total_tokens: input.length };
    json(response, 200, { object: 'list', data: data.reverse(), model, usage });
  }

  const vectorsOf = (input: readonly string[]) =>
    input.slice(scenario === 'short-embeddings' ? 1 : 0).map(hashedVector);

  async function handle(request: IncomingMessage, response: ServerResponse, signal: AbortSignal) {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    count(requests, path);
    const gets: Record<string, () => unknown> = {
      '/api/tags': () => ({ models: models.map((model) => described(model, options.build)) }),
      '/api/version': () => ({ version: '0.12.0' }),
      '/api/ps': () => ({ models: [] }),
      '/v1/models': () => ({
        object: 'list',
        data: models.map((id) => ({ id, object: 'model', created: 1767225600, owned_by: 'library' })),
      }),
    };
    const posts = new Set(['/api/chat', '/api/embed', '/api/show', '/v1/chat/completions', '/v1/embeddings']);
    const wanted = path in gets ? 'GET' : posts.has(path) ? 'POST' : undefined;
    if (!wanted) return plain(response, 404, '404 page not found');
    if (request.method !== wanted) return plain(response, 405, '405 method not allowed');
    if (wanted === 'GET') {
      options.onRequest?.(counters);
      return json(response, 200, gets[path]());
    }
    const text = await bodyOf(request);
    if (text === '') return fail(response, 400, 'missing request body');
    let body: Record<string, unknown>;
    try {
      body = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return fail(response, 400, `invalid character '${text[0]}' looking for beginning of value`);
    }
    if (typeof body.model !== 'string' || body.model === '') return fail(response, 400, 'model is required');
    if (path === '/api/show') {
      const model = find(body.model);
      return model
        ? json(response, 200, described(model, options.build))
        : fail(response, 404, `model '${body.model}' not found`);
    }
    if (!(await places.enter())) {
      return fail(response, 503, 'server busy, please try again.  maximum pending requests exceeded');
    }
    try {
      if (signal.aborted) return;
      if (path === '/api/chat') await chat(body as DoubleChatRequest, response, signal);
      else if (path === '/v1/chat/completions') await complete(body as DoubleChatRequest, response, signal);
      else if (path === '/api/embed') embed(body, response);
      else embeddings(body, response);
    } finally {
      places.leave();
    }
  }

  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on('close', () => {
      if (response.writableFinished) return;
      if (!response.errored) aborted++;
      gone.abort();
    });
    handle(request, response, gone.signal).catch((error: unknown) => {
      if (!gone.signal.aborted) response.destroy(error as Error);
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counters,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function described(name: string, build = '') {
  const embeds = name.includes('embed');
  return {
    name,
    model: name,
    modified_at: created,
    size: 1,
    digest: createHash('sha256')
      .update(name + build)
      .digest('hex'),
    details: { format: 'gguf', family: embeds ? 'bert' : 'llama', quantization_level: 'Q4_K_M' },
    capabilities: [embeds ? 'embedding' : 'completion'],
  };
}

function tagged(name: string): string {
  return name.includes(':') ? name.toLowerCase() : `${name.toLowerCase()}:latest`;
}

function tokensOf(messages: readonly ChatMessage[]): number {
  return Math.ceil(messages.reduce((sum, { content }) => sum + content.length, 0) / 4);
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
