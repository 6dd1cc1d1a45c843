import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Figures } from './check.ts';
import { python } from './peer.ts';

/** The PyTorch peer in a process of its own, which holds a trained model and waits between evaluations. */
export interface PeerRanking {
  /** Ranks for all test users and returns what the peer says: its seconds and metrics. */
  evaluate(): Promise<{ readonly eval_s: number } & Readonly<Record<string, number>>>;
  /** Compares the lists in a folder with scores in double precision. */
  compare(folder: string): Promise<{ readonly wrong: number } & Figures>;
  close(): void;
}

/** Starts the peer; it trains first if the folder holds no embeddings, and leaves them there. */
export async function startPeerRanking(options: {
  readonly script: string;
  readonly data: string;
  readonly folder: string;
  readonly threads: number;
}): Promise<PeerRanking> {
  const { script, data, folder, threads } = options;
  const driver = fileURLToPath(new URL('verify/eval-speed.py', import.meta.url));
  const child = spawn(python, [driver, script, data, folder, String(threads)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const died = once(child, 'exit').then(([code]): never => {
    throw new Error(`the peer ended with code ${code}`);
  });
  // Nobody may wait for it when it ends in order.
  died.catch(() => {});
  const lines = createInterface({ input: child.stdout });
  const answer = () => Promise.race([once(lines, 'line').then(([line]) => JSON.parse(line)), died]);
  const ask = (question: string) => {
    const next = answer();
    child.stdin.write(`${question}\n`);
    return next;
  };
  await answer();
  return {
    evaluate: () => ask('time'),
    compare: (lists) => ask(`check ${lists}`),
    close: () => child.stdin.end(),
  };
}
