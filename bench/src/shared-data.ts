import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Outcome } from './check.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the real data sets lie: `HNLM_SHARED`, else the folder `shared` beside the project. */
export function sharedFolder(): string {
  return resolve(process.env.HNLM_SHARED ?? join(root, '..', 'shared'));
}

/** Runs a check on shared data, or says that they are absent. */
export async function withShared(path: string, run: (folder: string) => Promise<Outcome>): Promise<Outcome> {
  const folder = join(sharedFolder(), path);
  if (existsSync(folder)) return run(folder);
  return {
    pass: null,
    figures: { missing: folder, hint: 'Set HNLM_SHARED to the folder that holds the data sets.' },
  };
}
