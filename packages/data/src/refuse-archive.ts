import { HnlmError } from '@hnlm/core';

/** What is not read as it is, by the bytes at an offset, and the command that makes a file of it. */
const packings: readonly {
  readonly name: string;
  readonly at: number;
  readonly bytes: string;
  readonly command: string;
}[] = [
  { name: 'a zip archive', at: 0, bytes: 'PK\x03\x04', command: 'unzip' },
  { name: 'a tar archive', at: 257, bytes: 'ustar', command: 'tar xf' },
  { name: 'a 7z archive', at: 0, bytes: '7z\xbc\xaf\x27\x1c', command: '7z x' },
  { name: 'a rar archive', at: 0, bytes: 'Rar!\x1a\x07', command: 'unrar x' },
  { name: 'packed with bzip2', at: 0, bytes: 'BZh', command: 'bunzip2' },
  { name: 'packed with xz', at: 0, bytes: '\xfd7zXZ\0', command: 'unxz' },
  { name: 'packed with zstd', at: 0, bytes: '\x28\xb5\x2f\xfd', command: 'unzstd' },
];

/**
 * Refuses files that must be unpacked first. Nothing is ever unpacked to disk here, so that no path inside an
 * archive can reach outside a folder.
 *
 * @param start the first bytes of the file, unpacked if it is gzip
 * @throws HnlmError `DATA_ARCHIVE` with the command that unpacks it.
 */
export function refuseArchive(file: string, start: Buffer): void {
  const found = packings.find(
    ({ at, bytes }) =>
      start.toString('latin1', at, at + bytes.length) === bytes && !(at === 0 && isText(start)),
  );
  if (found === undefined) return;
  throw new HnlmError(`${file} is ${found.name}`, {
    code: 'DATA_ARCHIVE',
    hint: `Unpack it first (${found.command} ${file}), look at what came out, and name the file in it.`,
    evidence: { file },
  });
}

/** An id may begin with "BZh": a packed file has bytes within its first hundred that no text has. */
function isText(start: Buffer): boolean {
  return !start.subarray(0, 100).some((byte) => byte < 9 || (byte > 13 && byte < 32));
}
