import { basename, resolve } from 'node:path';

/** Names a dataset after its file or folder, without endings. */
export function datasetName(path: string): string {
  return basename(resolve(path)).replace(/(\.(inter|txt|csv|tsv))?(\.gz)?$/, '');
}
