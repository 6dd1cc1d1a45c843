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

/** Adds up what one or several runs use. */
export interface Budget {
  readonly used: Usage;
  /** `undefined` without a price. */
  readonly cost: number | undefined;
  /** The error to stop with, once a limit is reached. */
  readonly exhausted: HnlmError | undefined;
  /** Counts one answered request. */
  add(request: ChatRequest, reply: ChatReply): void;
  /** Returns the same budget, for a model with another price. */
  at(price: TokenPrice): Budget;
}

/**
 * Makes a budget, for one run of `generateAll` or for several that share it. Where a server reports no counts, a quarter of
 * the characters is taken for tokens, so that the limits hold for it too.
 *
 * @throws HnlmError `LLM_PRICE` for a `maxCost` without `price`; `LLM_LIMIT` for a limit or price that is below 0 or no number.
 * @example
 * ```ts
 * const budget = createBudget({ maxTokens: 1e6 });
 * const colours = await generateAll({ model, ledger, task: colourTask, prompts, budget });
 * const shapes = await generateAll({ model, ledger, task: shapeTask, prompts, budget });
 * budget.used; // { promptTokens: 41200, completionTokens: 9800 }
 * ```
 */
export function createBudget(limits: BudgetLimits): Budget {
  const { maxTokens = Infinity, maxCost = Infinity } = limits;
  for (const [name, value] of Object.entries({
    maxTokens,
    maxCost,
    prompt: limits.price?.prompt ?? 0,
    completion: limits.price?.completion ?? 0,
  })) {
    if (value >= 0) continue;
    throw new HnlmError(`${name} is ${value}`, {
      code: 'LLM_LIMIT',
      hint: `Set ${name} to a number from 0.`,
      evidence: { [name]: value },
    });
  }
  if (maxCost < Infinity && !limits.price) {
    throw new HnlmError('maxCost is set, but there is no price to count with', {
      code: 'LLM_PRICE',
      hint: 'Give price: { prompt, completion }, the cost of a million tokens each.',
    });
  }
  let used: Usage = { promptTokens: 0, completionTokens: 0 };
  let cost = 0;

  const at = (price: TokenPrice | undefined): Budget => ({
    get used() {
      return used;
    },
    get cost() {
      return price && cost;
    },
    get exhausted() {
      const tokens = used.promptTokens + used.completionTokens;
      if (tokens < maxTokens && cost < maxCost) return undefined;
      const spent =
        tokens >= maxTokens ? `${tokens} of ${maxTokens} tokens` : `${inMoney(cost)} of ${maxCost}`;
      return new HnlmError(`the budget is used up: ${spent}`, {
        code: 'LLM_BUDGET',
        hint: 'What was answered is stored: run again, with a budget of its own, to go on.',
        evidence: { tokens, cost },
      });
    },
    add(request, { text, usage }) {
      const added = {
        promptTokens: usage.promptTokens || promptTokens(request),
        completionTokens: usage.completionTokens || estimateTokens(text),
      };
      used = {
        promptTokens: used.promptTokens + added.promptTokens,
        completionTokens: used.completionTokens + added.completionTokens,
      };
      if (price) cost += costOf(added, price);
    },
    at,
  });
  return at(limits.price);
}

/** Sums of prices have digits that mean nothing. */
function inMoney(cost: number): number {
  return Number(cost.toPrecision(6));
}

/** Returns the cost of tokens. */
export function costOf({ promptTokens, completionTokens }: Usage, price: TokenPrice): number {
  return (promptTokens * price.prompt + completionTokens * price.completion) / 1e6;
}

/** Estimates the tokens of a request's messages. */
export function promptTokens({ messages }: ChatRequest): number {
  return messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
}
