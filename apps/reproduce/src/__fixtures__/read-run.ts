import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunResults } from '../report/results.ts';
import type { StoredTraining } from '../study/training-store.ts';

/** Returns the bytes of `metrics.json` of the latest run. */
export function metricsText(out: string): string {
  return readFileSync(join(out, 'latest', 'metrics.json'), 'utf8');
}

/** Returns the results of the latest run. */
export function readResults(out: string): RunResults {
  return JSON.parse(metricsText(out)) as RunResults;
}

/** Lists the folders of runs, oldest first; `latest` is none. */
export function runFolders(out: string): string[] {
  if (!existsSync(out)) return [];
  const names = readdirSync(out).filter((name) => name !== 'latest');
  return names.map((name) => join(out, name)).filter((path) => existsSync(join(path, 'run.json')));
}

/** Reads the trainings that a run has stored, by file. */
export function storedTrainings(run: string): Map<string, StoredTraining> {
  const folder = join(run, 'trainings');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  return new Map(
    files.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as StoredTraining]),
  );
}
