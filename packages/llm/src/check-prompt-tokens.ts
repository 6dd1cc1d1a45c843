import { HnlmError } from '@hnlm/core';
import type { ChatReply, ChatRequest } from './chat-model.ts';

/** In no language and no tokenizer does a whole prompt come near so many characters a token. */
const mostCharacters = 12;

/**
 * Passes a reply on whose server counted a number of prompt tokens that the prompt can have. Servers that cut a prompt to
 * their context window say nothing else about it. Where no count is reported, nothing can be told.
 *
 * @throws HnlmError `LLM_CONTEXT`
 */
export function checkPromptTokens(request: ChatRequest, reply: ChatReply, host: string): ChatReply {
  const { promptTokens } = reply.usage;
  const characters = request.messages.reduce((sum, { content }) => sum + content.length, 0);
  if (promptTokens === 0 || characters <= promptTokens * mostCharacters) return reply;
  throw new HnlmError(`${host} read ${promptTokens} tokens of a prompt of ${characters} characters`, {
    code: 'LLM_CONTEXT',
    hint: 'It cut the prompt to its context window. Ask for a larger window, choose a model that has one, or shorten the text.',
    evidence: { host, promptTokens, characters },
  });
}
