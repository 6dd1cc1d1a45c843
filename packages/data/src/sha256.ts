import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** The size of a file and the SHA-256 of its bytes, in hex digits. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Digests a file while it is read. */
export interface Digest {
  add(bytes: Uint8Array): void;
  /** Returns the digest of what was added, if that is all of the file; else the file is read. */
  of(path: string, signal?: AbortSignal): Promise<FileDigest>;
}

/** Makes an empty {@link Digest}. */
export function createDigest(): Digest {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    add(more) {
      hash.update(more);
      bytes += more.length;
    },
    async of(path, signal) {
      const { size } = await stat(path);
      return bytes === size ? { bytes, sha256: hash.digest('hex') } : digestFile(path, signal);
    },
  };
}

/** Reads a file and digests it. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
