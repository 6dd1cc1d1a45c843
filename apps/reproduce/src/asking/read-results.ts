import { type Asker, askIdentity, importResults } from '@hnlm/llm';
import { formatCount } from '../report/format.ts';
import type { Progress } from '../run/progress.ts';
import type { Asking } from './asking.ts';
import { taskWords } from './task-words.ts';

const shownFaults = 5;

/** Reads result files into the ledger before anything else is done about a prompt. */
export function readResults(
  asking: Asking,
  {
    files,
    progress,
    signal,
  }: { readonly files: readonly string[]; readonly progress: Progress; readonly signal: AbortSignal },
): Asking {
  const faults = new Map<string, string>();
  let used = 0;
  const ask: Asker = async (asked) => {
    const { ledger, task, prompts, model } = asked;
    const identity = await askIdentity(model, signal);
    const batch = { ledger, task, prompts, model: identity.model, identity };
    const found = await importResults({ ...batch, files, signal });
    used += found.stored + found.known;
    for (const { file, line, reason } of found.faults) faults.set(`${file}:${line}`, reason);
    if (found.stored > 0) progress.line(`  ${formatCount(found.stored)} replies read: ${taskWords(task)}`);
    return asking.ask(asked);
  };
  return {
    ask,
    async settle() {
      for (const [place, reason] of [...faults].slice(0, shownFaults))
        progress.line(`  note: ${place}: ${reason}`);
      if (faults.size > shownFaults)
        progress.line(`  note: ${faults.size - shownFaults} more lines without a reply`);
      faults.clear();
      if (used === 0) {
        progress.line(
          '  note: no reply in the result files belongs to this run; are model, data and settings those of the export?',
        );
      }
      await asking.settle();
    },
  };
}
