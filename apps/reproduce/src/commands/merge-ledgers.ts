import { mergeLedgers } from '@hnlm/llm';
import { formatCount } from '../report/format.ts';

/** Copies the answers of several ledgers into one, and says how many were new. */
export async function mergeInto(folders: readonly string[], into: string): Promise<void> {
  const { added, known } = await mergeLedgers(folders, into);
  process.stdout.write(
    `${into}: ${formatCount(added)} answers added, ${formatCount(known)} were there or came twice\n`,
  );
}
