import type { ChatReply, ChatRequest, ModelIdentity } from './chat-model.ts';
import { type Journal, openJournal } from './journal.ts';

/** What the ledger holds of one answered request: the reply as it came, and what was made of it. */
export interface LedgerRecord {
  readonly status: 'ok' | 'abstained' | 'failed';
  /** The parsed reply, where `status` is `ok` or `abstained`. */
  readonly value?: unknown;
  /** What is wrong with the reply, where `status` is `failed`. */
  readonly reason?: string;
  /** The reply as it came; it is judged anew whenever it is read. */
  readonly reply: ChatReply;
  readonly model: ModelIdentity;
  readonly task: { readonly name: string; readonly version: string };
  /** Hash of the messages, see {@link contentHash}. */
  readonly promptHash: string;
  readonly schemaHash: string;
  /** 0 for the first request of a prompt, 1 and more for those after an unusable reply. */
  readonly attempt: number;
  /** Temperature, seed and limits of the request; absent in records of the first versions. */
  readonly parameters?: Omit<ChatRequest, 'messages' | 'schema'>;
  /** Whether the JSON had to be mended. */
  readonly repaired: boolean;
  /** Version of `@hnlm/llm` that stored the record; absent in records of the first versions. */
  readonly toolkit?: string;
}

/** Every answer that a model gave, by the hash of the request. */
export type Ledger = Journal<LedgerRecord>;

/**
 * Opens (or makes) the generation ledger in a folder: append-only JSON lines, on the disk before a result is
 * used, safe against `kill -9` and against other processes that write to the same folder.
 *
 * @throws HnlmError `JOURNAL_CORRUPT` if a line is damaged.
 * @example
 * ```ts
 * const ledger = await openLedger('runs/ledger');
 * const generations = await generateAll({ model, ledger, task, prompts });
 * await ledger.close();
 * ```
 */
export function openLedger(folder: string): Promise<Ledger> {
  return openJournal<LedgerRecord>(folder, 'ledger', isRecord);
}

/** What is read of a record: its reply is judged anew, its task counted. */
function isRecord(value: unknown): boolean {
  const { reply, task } = (value ?? {}) as { reply?: Partial<ChatReply>; task?: { name?: unknown } };
  return (
    typeof reply?.text === 'string' &&
    typeof reply.finish === 'string' &&
    typeof reply.usage?.completionTokens === 'number' &&
    typeof task?.name === 'string'
  );
}
