import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeFileWhole } from './whole-files.ts';

/** What `run.json` says. Clock times stand here and nowhere else. */
export interface RunRecord {
  readonly status: 'unfinished' | 'complete';
  /** Hash of options, data and code: a run is continued only by its like. */
  readonly fingerprint: string;
  readonly command: readonly string[];
  readonly process: number;
  readonly started: string;
  readonly finished?: string;
  readonly seconds?: Readonly<Record<string, number>>;
  readonly environment?: Readonly<Record<string, string | number>>;
  /** What language models were asked by the process that completed the run. */
  readonly asked?: Readonly<Record<string, number>>;
}

/** The folder of one run. */
export interface RunFolder {
  readonly path: string;
  /** Whether an earlier, unfinished run is continued. */
  readonly resumed: boolean;
  write(name: string, contents: string | Uint8Array): Promise<void>;
  /** Marks the run complete and points `latest` at it. */
  complete(record: Pick<RunRecord, 'seconds' | 'environment' | 'asked'>): Promise<void>;
}

/**
 * Continues the unfinished run of the same options, data and code, or begins a new one.
 *
 * @param options.fresh begins a new one in any case
 */
export async function openRunFolder(options: {
  readonly out: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly fresh: boolean;
}): Promise<RunFolder> {
  const { out, fingerprint, fresh } = options;
  await mkdir(out, { recursive: true });
  const earlier = fresh ? undefined : await unfinished(out, fingerprint);
  const id = earlier?.id ?? (await makeFolder(out, options.name));
  const path = join(out, id);
  const record: RunRecord = {
    status: 'unfinished',
    fingerprint,
    command: process.argv.slice(2),
    process: process.pid,
    started: earlier?.record.started ?? new Date().toISOString(),
  };
  const write = (name: string, contents: string | Uint8Array) => writeFileWhole(join(path, name), contents);
  await write('run.json', JSON.stringify(record, null, 2));
  return {
    path,
    resumed: earlier !== undefined,
    write,
    async complete(more) {
      const done = { ...record, status: 'complete', finished: new Date().toISOString(), ...more };
      await write('run.json', JSON.stringify(done, null, 2));
      const draft = join(out, `.latest-${process.pid}`);
      await rm(draft, { force: true });
      await symlink(id, draft, 'junction');
      await rename(draft, join(out, 'latest'));
    },
  };
}

async function unfinished(
  out: string,
  fingerprint: string,
): Promise<{ id: string; record: RunRecord } | undefined> {
  for (const id of (await readdir(out)).sort().reverse()) {
    if (id === 'latest') continue;
    const record = await readJson<RunRecord>(join(out, id, 'run.json')).catch(() => undefined);
    if (record?.status !== 'unfinished' || record.fingerprint !== fingerprint) continue;
    if (record.process === process.pid || !isAlive(record.process)) return { id, record };
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of someone else is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Makes a folder under a name that nobody has, also where other processes make theirs at the same moment. */
async function makeFolder(out: string, name: string): Promise<string> {
  const stem = `${new Date().toISOString().slice(0, 16).replace(':', '-')}-${name}`;
  for (let n = 1; ; n++) {
    const id = n === 1 ? stem : `${stem}-${n}`;
    try {
      await mkdir(join(out, id));
      return id;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
