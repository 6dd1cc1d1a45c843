import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = fileURLToPath(new URL('../../../../../shared', import.meta.url));
const folder = process.env.HNLM_SHARED ?? beside;

/** Returns the path of a shared data set. */
export function shared(path: string): string {
  return join(folder, path);
}

/** Whether the shared data sets are there. */
export const hasShared = existsSync(folder);

/** Ends the name of a test that needs them. */
export const needsShared = hasShared ? '' : ' (skipped: no shared data; set HNLM_SHARED)';
