import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** The size of a file and the SHA-256 of its bytes, in hex digits. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Reads a file once and digests it. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<FileDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
