import { HnlmError } from '@hnlm/core';
import type { ChatReply, ChatRequest, Usage } from './chat-model.ts';
import { estimateTokens } from './estimate-tokens.ts';

/** Price of a million tokens, in any currency; the user's own figures, since they change. */
export interface TokenPrice {
  readonly prompt: number;
  readonly completion: number;
}

/** What a run may use. */
export interface BudgetLimits {
  /** Most tokens, of prompts and replies together. */
  readonly maxTokens?: number;
  /** Most money, in the currency of `price`. */
  readonly maxCost?: number;
  readonly price?: TokenPrice;
}

/** Adds up what a run uses. */
export interface Budget {
  readonly used: Usage;
  /** `undefined` without a price. */
  readonly cost: number | undefined;
  /** Counts one answered request; returns the error to stop with once a limit is reached. */
  add(request: ChatRequest, reply: ChatReply): HnlmError | undefined;
}

/**
 * Makes a budget. Where a server reports no counts, a quarter of the characters is taken for tokens, so that the limits
 * hold for it too.
 *
 * @throws HnlmError `LLM_PRICE` for a `maxCost` without `price`; `LLM_LIMIT` for a limit or price that is below 0 or no number.
 */
export function createBudget({ maxTokens = Infinity, maxCost = Infinity, price }: BudgetLimits): Budget {
  for (const [name, value] of Object.entries({
    maxTokens,
    maxCost,
    prompt: price?.prompt ?? 0,
    completion: price?.completion ?? 0,
  })) {
    if (value >= 0) continue;
    throw new HnlmError(`${name} is ${value}`, {
      code: 'LLM_LIMIT',
      hint: `Set ${name} to a number from 0.`,
      evidence: { [name]: value },
    });
  }
  if (maxCost < Infinity && !price) {
    throw new HnlmError('maxCost is set, but there is no price to count with', {
      code: 'LLM_PRICE',
      hint: 'Give price: { prompt, completion }, the cost of a million tokens each.',
    });
  }
  let used: Usage = { promptTokens: 0, completionTokens: 0 };

  return {
    get used() {
      return used;
    },
    get cost() {
      return price && costOf(used, price);
    },
    add(request, { text, usage }) {
      used = {
        promptTokens: used.promptTokens + (usage.promptTokens || promptTokens(request)),
        completionTokens: used.completionTokens + (usage.completionTokens || estimateTokens(text)),
      };
      const tokens = used.promptTokens + used.completionTokens;
      const cost = price ? costOf(used, price) : 0;
      if (tokens < maxTokens && cost < maxCost) return undefined;
      const spent = tokens >= maxTokens ? `${tokens} of ${maxTokens} tokens` : `${cost} of ${maxCost}`;
      return new HnlmError(`the budget is used up: ${spent}`, {
        code: 'LLM_BUDGET',
        hint: 'What was answered is stored: run again with a larger budget to go on.',
        evidence: { tokens, cost },
      });
    },
  };
}

/** Returns the cost of tokens. */
export function costOf({ promptTokens, completionTokens }: Usage, price: TokenPrice): number {
  return (promptTokens * price.prompt + completionTokens * price.completion) / 1e6;
}

/** Estimates the tokens of a request's messages. */
export function promptTokens({ messages }: ChatRequest): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}
