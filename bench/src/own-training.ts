import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A training in a process of its own that waits between requests. */
export interface OwnTraining {
  /** Takes so many steps and returns the milliseconds of each. */
  steps(count: number): Promise<number[]>;
  close(): void;
}

/** What is trained: LightGCN with a sampler, or SimGCL. */
export type Method = 'uniform' | 'dns' | 'mixGCF' | 'simGCL';

/** Starts a training of this project on the split files of a folder; LightGCN with uniform negatives by default. */
export function startOwnTraining(
  folder: string,
  {
    dim,
    threads,
    method = 'uniform',
  }: { readonly dim: number; readonly threads: number; readonly method?: Method },
): OwnTraining {
  const child = spawn(
    process.execPath,
    [
      ...['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'],
      ...[
        fileURLToPath(new URL('train-on-request.ts', import.meta.url)),
        folder,
        String(dim),
        String(threads),
        method,
      ],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const died = once(child, 'exit').then(([code]): never => {
    throw new Error(`the training ended with code ${code}`);
  });
  // Nobody may wait for it when it ends in order.
  died.catch(() => {});
  const lines = createInterface({ input: child.stdout });
  return {
    async steps(count) {
      const answer = once(lines, 'line').then(([line]) => JSON.parse(line) as number[]);
      child.stdin.write(`${count}\n`);
      return Promise.race([answer, died]);
    },
    close: () => child.stdin.end(),
  };
}
