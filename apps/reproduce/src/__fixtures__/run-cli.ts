import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);

/** A Node that runs TypeScript: this one, or where it is too old the one that set-up installs. */
export const node =
  major > 22 || (major === 22 && minor >= 18) ? process.execPath : `${root}node_modules/node/bin/node`;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts a script of this app as a process of its own. */
export function startScript(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const flags = ['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(node, [...flags, file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      output[name] += chunk;
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
  });
  return { process: child, ended };
}

/** Runs the command to its end. */
export function runCli(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  return startScript('cli.ts', args, env).ended;
}
