import { dryRun, type GenerateAllOptions, type GenerationEvent } from '@hnlm/llm';
import { EndOfRun, limitReached } from '../end-of-run.ts';
import { formatCount } from '../report/format.ts';

/** Says whether more prompts are without a usable reply than may be, whatever becomes of the others. */
export function isTooMany({ failed, total }: GenerationEvent, maxFailureRate: number): boolean {
  return failed > maxFailureRate * total;
}

/** Makes the end of a run whose replies are too often unusable, with the most frequent reason. */
export async function tooManyFailures<T>(
  asked: GenerateAllOptions<T>,
  what: string,
  maxFailureRate: number,
  { failed, done }: GenerationEvent,
): Promise<EndOfRun> {
  const { generations } = await dryRun(asked);
  const counts = new Map<string, number>();
  for (const generation of generations) {
    if (generation?.status !== 'failed') continue;
    counts.set(generation.reason, (counts.get(generation.reason) ?? 0) + 1);
  }
  const [reason] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? [];
  return new EndOfRun(
    `${formatCount(failed)} of the first ${formatCount(done)} ${what} have no usable reply: more than --max-failure-rate ${maxFailureRate} allows.` +
      `${reason === undefined ? '' : `\nThe most frequent reason: ${reason}`}` +
      '\nSee what the model answers in the ledger. --retry-failed asks for them anew; a higher --max-failure-rate goes on without them.',
    limitReached,
  );
}
