import { ask } from './ask.ts';
import { type BatchContext, batchContext } from './batch-context.ts';
import type { ChatReply } from './chat-model.ts';
import type { Prompt } from './generation-task.ts';
import { replyOf } from './openai-format.ts';
import { type ReadResults, type ResultFiles, readResults } from './read-results.ts';
import { noReply } from './result-line.ts';

/** Options of {@link importResults}. */
export interface ImportResultsOptions<T> extends BatchContext<T>, ResultFiles {}

/** What {@link importResults} found. */
export interface ImportedResults extends ReadResults {
  /** Distinct prompts, or texts, that still need a request. */
  readonly open: number;
}

/**
 * Reads result files of OpenAI's Batch API, `vllm run-batch` or the script of `rayDriver` into a ledger. Each reply is
 * judged as one that came over the network. Reading a file twice changes nothing.
 *
 * @throws HnlmError `LLM_BATCH_FILE` if a file cannot be read.
 * @throws the signal's reason when it aborts; what was stored stays stored.
 */
export async function importResults<T>(options: ImportResultsOptions<T>): Promise<ImportedResults> {
  // Also a further round after three unusable replies, if it was exported.
  const { context, prompts } = batchContext(options, true);
  const open = new Map<string, Prompt>();

  /** Walks to the first request without a reply, past the one whose reply is given. */
  async function walk(prompt: Prompt, given?: { key: string; reply: ChatReply }): Promise<void> {
    await ask(context, prompt, async ({ key }) => {
      if (key === given?.key) return given.reply;
      open.set(key, prompt);
      return undefined;
    });
  }

  for (const prompt of prompts) await walk(prompt);
  const read = await readResults(options, {
    isOpen: (key) => open.has(key),
    isStored: async (key) => (await context.ledger.get(key)) !== undefined,
    async store(key, body) {
      const { choices } = body as { choices?: unknown };
      if (!Array.isArray(choices) || choices.length === 0) return noReply;
      const prompt = open.get(key)!;
      // First, as it refuses another shape.
      const reply = replyOf(body);
      open.delete(key);
      await walk(prompt, { key, reply });
      return undefined;
    },
  });

  // Counted with the rules of an export: three unusable replies are an end.
  let left = 0;
  for (const prompt of prompts) {
    const { generation } = await ask({ ...context, retryFailed: false }, prompt, async () => undefined);
    if (!generation) left++;
  }
  return { ...read, open: left };
}
