import type { RateLimits } from './rate-limits.ts';

/** One message of a conversation. Instructions go into `system`, untrusted data into `user`. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A JSON schema, inlined (no `$ref`), as servers accept it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a model is asked. Everything in it is part of the ledger's key. */
export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** What the reply must look like; servers that can, constrain the output to it. */
  readonly schema?: JsonSchema;
  readonly temperature?: number;
  readonly seed?: number;
  /** Most tokens of the reply. */
  readonly maxTokens?: number;
  /** Size of the context window to ask for, in tokens. */
  readonly contextTokens?: number;
}

/** Token counts as the server reported them; 0 where it reported none. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/**
 * What a model answered. `finish` is `length` where the reply was cut: such a text must never be parsed; `refused` where the
 * model or a filter declined.
 */
export interface ChatReply {
  readonly text: string;
  readonly finish: 'stop' | 'length' | 'unfinished' | 'refused';
  readonly usage: Usage;
  /** What the server said of itself; kept in the ledger, part of no key. */
  readonly served?: ServedBy;
}

/** What a server says of itself and its work, as far as it does. */
export interface ServedBy {
  /** The model as the server names it: often a dated one where the request had an alias. */
  readonly model?: string;
  /** OpenAI's `system_fingerprint`: changes with the weights or their configuration. */
  readonly fingerprint?: string;
  /** Version of the server. */
  readonly version?: string;
  /** Time for the whole reply, and of it for loading the model, in ms. */
  readonly durationMs?: number;
  readonly loadMs?: number;
}

/** Which model really answers; part of the ledger's key and of every provenance. */
export interface ModelIdentity {
  readonly provider: string;
  readonly model: string;
  /** Content digest of the weights, where the server tells it. */
  readonly digest?: string;
  /** What else goes into each request and decides about the reply, such as `top_p`; absent where there is nothing. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Options of every call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Called with what the server says it still takes, where it does: a run slows down before it refuses. */
  readonly onLimits?: (limits: RateLimits) => void;
}

/** A language model behind the smallest useful interface. */
export interface ChatModel {
  identity(options?: CallOptions): Promise<ModelIdentity>;
  generate(request: ChatRequest, options?: CallOptions): Promise<ChatReply>;
  /** Where several servers have the model: one model each, between which a run chooses. See {@link balanced}. */
  readonly endpoints?: readonly ChatModel[];
}
