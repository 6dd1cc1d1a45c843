import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../apps/reproduce/src/cli.ts', import.meta.url));

/** How a run of the command ended. */
export interface Ended {
  /** Exit code; null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** A run of the command as a process of its own. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `reproduce` with arguments, as `npm run reproduce --` does. */
export function startReproduce(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    ['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning', cli, ...args],
    { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...output, seconds: (performance.now() - started) / 1000 });
    });
  });
  return { process: child, ended };
}

/** Names a file of the newest complete run in an output folder. */
export function latest(out: string, file: string): string {
  return join(out, 'latest', file);
}
