import { HnlmError } from '@hnlm/core';
import { nodeFiles, nodePaths } from './node-files.ts';

/** A place for the bytes of a checkpoint: a file, or what a page keeps instead. */
export interface CheckpointFile {
  /** For messages. */
  readonly name: string;
  /** Returns undefined where nothing was written yet. */
  read(): Promise<Uint8Array | undefined>;
  /** Replaces what is there as a whole: a crash leaves the old bytes or the new ones. */
  write(bytes: Uint8Array): Promise<void>;
}

/**
 * Keeps checkpoints in a file, in Node. It is written under another name, synchronised with the disk and renamed, so `kill -9` at any
 * moment leaves a whole file.
 *
 * @example
 * ```ts
 * const model = await train({ ...options, checkpoint: { file: checkpointFile('run.safetensors') } });
 * ```
 */
export function checkpointFile(path: string): CheckpointFile {
  return {
    name: path,
    async read() {
      const { readFile } = await nodeFiles();
      try {
        return await readFile(path);
      } catch (cause) {
        if ((cause as { code?: string }).code === 'ENOENT') return undefined;
        throw unusable(path, 'read', cause);
      }
    },
    async write(bytes) {
      const { mkdir, open, rename } = await nodeFiles();
      const { dirname } = await nodePaths();
      try {
        await mkdir(dirname(path), { recursive: true });
        const draft = await open(`${path}.tmp`, 'w');
        try {
          await draft.writeFile(bytes);
          await draft.sync();
        } finally {
          await draft.close();
        }
        await rename(`${path}.tmp`, path);
        // The rename itself is on the disk once the folder is; not every system lets folders be opened.
        const folder = await open(dirname(path), 'r').catch(() => undefined);
        await folder?.sync().catch(() => undefined);
        await folder?.close();
      } catch (cause) {
        throw unusable(path, 'written', cause);
      }
    },
  };
}

function unusable(path: string, verb: string, cause: unknown): HnlmError {
  return new HnlmError(`the checkpoint ${path} cannot be ${verb}: ${(cause as Error).message}`, {
    code: 'CHECKPOINT_FILE',
    hint: 'Choose a file in a folder that can be written, on a disk that has room.',
    evidence: { file: path },
    cause,
  });
}
