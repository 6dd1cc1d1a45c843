import type { Budget, GenerationEvent } from '@hnlm/llm';
import { formatCount } from '../report/format.ts';

/** Says how far a task is, what most matters first, since a terminal may cut the end off. */
export function describeProgress(event: GenerationEvent): string {
  const { done, total, eta, failed, abstained, waiting, failing = [], tokens, cost, fromLedger } = event;
  const parts = [
    waiting !== undefined && 'waiting for the server',
    waiting === undefined && failing.length > 0 && `${failing.length} of the servers left alone`,
    eta !== undefined && done < total && `${formatDuration(eta)} left`,
    failed > 0 && `${formatCount(failed)} failed`,
    abstained > 0 && `${formatCount(abstained)} declined`,
    tokens > 0 && `${formatCount(tokens)} tokens`,
    cost !== undefined && cost > 0 && `cost ${formatCost(cost)}`,
    fromLedger > 0 && `${formatCount(fromLedger)} from the ledger`,
  ].filter(Boolean);
  return [`${formatCount(done)} of ${formatCount(total)}`, ...parts].join(', ');
}

/** Writes a time in ms, such as `40 s`, `12 min` or `2.5 h`. */
export function formatDuration(time: number): string {
  const seconds = time / 1000;
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** Writes an amount of money in a currency that only the user knows. */
export function formatCost(cost: number): string {
  return cost >= 100 ? formatCount(Math.round(cost)) : cost.toPrecision(3);
}

/** Says what a run has used of its language models; `undefined` where that is nothing. */
export function describeUse({ used, cost }: Pick<Budget, 'used' | 'cost'>): string | undefined {
  const { promptTokens, completionTokens } = used;
  if (promptTokens + completionTokens === 0) return undefined;
  const money = cost === undefined ? '' : `, cost ${formatCost(cost)}`;
  return `Language models used ${formatCount(promptTokens)} tokens of prompts and ${formatCount(completionTokens)} of replies${money}.`;
}
