import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HnlmError } from '@hnlm/core';
import {
  type Asker,
  askIdentity,
  type CreateChatModelOptions,
  dryRun,
  exportRequests,
  rayDriver,
} from '@hnlm/llm';
import { EndOfRun } from '../end-of-run.ts';
import { formatCount } from '../report/format.ts';
import { answeredElsewhere } from './answered-elsewhere.ts';
import type { Asking } from './asking.ts';
import { taskWords } from './task-words.ts';

/** What {@link writeRequests} needs. */
export interface WriteRequestsOptions
  extends Pick<CreateChatModelOptions, 'schemaForm' | 'maxTokensField' | 'extra'> {
  readonly folder: string;
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
}

/** Writes requests into files, in OpenAI's Batch form, for another program to answer. */
export function writeRequests(options: WriteRequestsOptions): Asking {
  const { folder, retryFailed, signal, ...form } = options;
  const written: string[] = [];

  const ask: Asker = async (asked) => {
    const { generations, requests } = await dryRun({ ...asked, retryFailed, signal });
    if (requests > 0) {
      if (written.length === 0) await makeFolder(folder);
      const identity = await askIdentity(asked.model, signal);
      const { ledger, task, prompts } = asked;
      const batch = { ledger, task, prompts, model: identity.model, identity };
      // A task may come more than once.
      const into = join(folder, `${written.length + 1}-${task.name}`);
      const { files } = await exportRequests({ ...batch, ...form, retryFailed, folder: into });
      written.push(`  ${formatCount(requests)} requests for ${taskWords(task)}: ${files.join(' ')}`);
    }
    return answeredElsewhere(asked, generations);
  };

  return {
    ask,
    async settle() {
      if (written.length === 0) return;
      throw new EndOfRun(
        [
          `Request files of OpenAI's Batch form, which vllm run-batch and ${join(folder, 'ray-driver.py')} take, too:`,
          ...written,
          'When they are answered, run the same command with --results FILES, and another folder for --requests.',
        ].join('\n'),
        0,
      );
    },
  };
}

/** A folder of its own for each export, since files that were answered are not to be answered again. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) {
    throw new HnlmError(`${folder} is not empty`, {
      code: 'REQUESTS_FOLDER',
      hint: 'Name a new folder in --requests; read results of earlier files with --results.',
    });
  }
  await writeFile(join(folder, 'ray-driver.py'), rayDriver());
}
