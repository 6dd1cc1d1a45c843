import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainView } from '@hnlm/core';
import { type ChatModel, type Ledger, openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { startOllamaDouble } from '@hnlm/llm/testing';

/** Even users of the block shop say they hate plastic, odd ones that they hate space; the last has no profile. */
export function shopProfiles({ users, items, texts }: TrainView) {
  return {
    itemProfiles: items.ids.map((_, item) =>
      texts[item].title ? { summarization: texts[item].title } : undefined,
    ),
    userProfiles: users.ids.map((id) => {
      const user = Number(id.slice(5));
      if (user === users.size - 1) return undefined;
      return { summarization: user % 2 === 0 ? 'hates plastic things' : 'dislikes anything about space' };
    }),
  };
}

/** Runs something with a model of the double and a new ledger; also says how many chats there were. */
export async function withModel<T>(
  { model = 'llama3.1:8b', ...double }: Parameters<typeof startOllamaDouble>[0] & { model?: string },
  run: (asking: { model: ChatModel; ledger: Ledger }) => Promise<T>,
): Promise<{ result: T; chats: number }> {
  const server = await startOllamaDouble({ models: [model], ...double });
  const ledger = await openLedger(await mkdtemp(join(tmpdir(), 'hnlm-ledger-')));
  try {
    const result = await run({ model: ollama({ model, host: server.url }), ledger });
    return { result, chats: server.counters.requests['/api/chat'] ?? 0 };
  } finally {
    await ledger.close();
    await server.close();
  }
}
