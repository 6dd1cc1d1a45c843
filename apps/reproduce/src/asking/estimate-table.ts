import type { BudgetLimits } from '@hnlm/llm';
import { formatCount } from '../report/format.ts';
import type { CountedTask } from './count-requests.ts';
import { formatCost } from './describe-progress.ts';

/** Writes what a run would ask for as a table in plain text, with what its numbers are worth. */
export function estimateTable(counted: readonly CountedTask[], { maxTokens, maxCost }: BudgetLimits): string {
  // A task may be asked in several rounds.
  const tasks = [...Map.groupBy(counted, ({ what }) => what)].map(([what, rounds]) => added(what, rounds));
  const total = added('together', tasks);
  const priced = total.cost !== undefined;
  const head = [
    '',
    'requests',
    'in the ledger',
    'prompt tokens',
    'reply tokens',
    ...(priced ? ['cost'] : []),
  ];
  const rows = [...tasks, total].map(
    ({ what, requests, fromLedger, promptTokens, completionTokens, cost }) => [
      what,
      ...[requests, fromLedger, promptTokens, completionTokens].map(formatCount),
      ...(priced ? [cost === undefined ? '' : formatCost(cost)] : []),
    ],
  );
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd();
  const tokens = total.promptTokens + total.completionTokens;
  const short =
    (maxTokens !== undefined && tokens > maxTokens) || (maxCost !== undefined && (total.cost ?? 0) > maxCost);
  return [
    ...[head, ...rows].map(line),
    '',
    'Requests are first ones: those after unusable replies, and repairs, come on top. Tokens are estimates: a quarter of the',
    'characters; for replies the mean of the ledger, or the most that the task allows. Later stages build on stand-ins.',
    ...(short ? ['This is more than the budget: the run would end before it is done, and could go on.'] : []),
    'Nothing was asked or stored.',
  ].join('\n');
}

function added(what: string, tasks: readonly CountedTask[]): CountedTask {
  const sum = (value: (task: CountedTask) => number) => tasks.reduce((total, task) => total + value(task), 0);
  return {
    what,
    requests: sum(({ requests }) => requests),
    fromLedger: sum(({ fromLedger }) => fromLedger),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
    ...(tasks.some(({ cost }) => cost !== undefined) && { cost: sum(({ cost = 0 }) => cost) }),
  };
}
