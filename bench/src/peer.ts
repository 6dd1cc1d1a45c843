import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figures } from './check.ts';

/** The Python that PyTorch is looked for in: that of the system, where Debian's python3-torch lies. */
export const python = '/usr/bin/python3';

/** Says what is missing to run the peer, if anything is. */
export function missingForPeer(script: string): Figures | undefined {
  if (!existsSync(script)) return { missing: script };
  try {
    execFileSync(python, ['-c', 'import torch, numpy, scipy, pandas'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return {
      missing: 'PyTorch',
      hint: 'apt-get install python3-torch python3-numpy python3-scipy python3-pandas libopenblas0-pthread',
    };
  }
}

/** One timing run of the peer. */
export interface PeerRun {
  readonly impl: 'fast' | 'plain';
  readonly dim: number;
  readonly threads: number;
  readonly steps: number;
}

/** Times the peer's training steps on the split files of a folder. */
export interface Peer {
  /** Returns the median milliseconds of a step, without drawing its negatives, which the peer does once an epoch. */
  step(run: PeerRun): Promise<number>;
  close(): Promise<void>;
}

/** Prepares runs of the peer; they rank one test pair at their end instead of the whole test set. */
export async function preparePeer(script: string, folder: string): Promise<Peer> {
  const scratch = await mkdtemp(join(tmpdir(), 'hnlm-peer-'));
  const test = join(scratch, 'test.txt');
  await writeFile(test, '0 0 1\n');
  return {
    async step({ impl, dim, threads, steps }) {
      const { stdout } = await promisify(execFile)(python, [
        script,
        ...['--train', join(folder, 'train_sub.txt.gz'), '--test', test, '--impl', impl],
        ...['--dim', dim, '--threads', threads, '--epochs', 1, '--max-steps', steps].map(String),
      ]);
      const final = stdout.split('\n').find((line) => line.includes('"final"')) as string;
      return JSON.parse(final).ms_per_step;
    },
    close: () => rm(scratch, { recursive: true }),
  };
}
