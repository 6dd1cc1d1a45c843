import type { ChatReply, ChatRequest, ModelIdentity } from './chat-model.ts';
import { type Journal, openJournal } from './journal.ts';
import type { ReplyFault } from './judge-reply.ts';

/** What the ledger holds of one answered request: the reply as it came, and what was made of it. */
export interface LedgerRecord {
  readonly status: 'ok' | 'abstained' | 'failed';
  /** The parsed reply, where `status` is `ok` or `abstained`. */
  readonly value?: unknown;
  /** What is wrong with the reply, where `status` is `failed`: its kind, absent in records of the first versions, and in words. */
  readonly fault?: ReplyFault;
  readonly reason?: string;
  /** The reply as it came; it is judged anew whenever it is read. */
  readonly reply: ChatReply;
  /** `false` where the text of `reply` was not kept: it is that of `value`, or nothing. */
  readonly raw?: false;
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
  /** When the reply came, as ISO 8601 in UTC; absent in records of the first versions. */
  readonly createdAt?: string;
}

/** Every answer that a model gave, by the hash of the request. */
export type Ledger = Journal<LedgerRecord>;

/** Options of {@link openLedger}. */
export interface LedgerOptions {
  /**
   * Whether replies are stored as they came, with what a model thought or wrote around its answer; default true. Otherwise
   * the parsed values alone are, and a reply that was unusable stays so, whatever the task takes later.
   */
  readonly raw?: boolean;
}

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
export async function openLedger(folder: string, { raw = true }: LedgerOptions = {}): Promise<Ledger> {
  const journal = await openJournal<LedgerRecord>(folder, 'ledger', isRecord);
  if (raw) return journal;
  return {
    ...journal,
    get size() {
      return journal.size;
    },
    put: (key, record) => journal.put(key, withoutRaw(record)),
    getOrPut(key, make) {
      return journal.getOrPut(key, async () => {
        const record = await make();
        return record && withoutRaw(record);
      });
    },
  };
}

function withoutRaw(record: LedgerRecord): LedgerRecord {
  const text = record.status === 'failed' ? '' : JSON.stringify(record.value);
  return { ...record, reply: { ...record.reply, text }, raw: false };
}

/** What is read of a record: its reply is judged anew, its task counted. */
function isRecord(value: unknown): boolean {
  const { reply, task, raw, status, reason } = (value ?? {}) as {
    readonly reply?: Partial<ChatReply>;
    readonly task?: { readonly name?: unknown };
  } & Partial<Pick<LedgerRecord, 'raw' | 'status' | 'reason'>>;
  return (
    (raw !== false || status !== 'failed' || typeof reason === 'string') &&
    typeof reply?.text === 'string' &&
    typeof reply.finish === 'string' &&
    typeof reply.usage?.completionTokens === 'number' &&
    typeof task?.name === 'string'
  );
}
