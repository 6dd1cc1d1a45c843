import { HnlmError } from '@hnlm/core';

/** A table of numbers by name, as the safetensors format keeps it. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/** What a safetensors file holds. */
export interface StoredTensors {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const noHash = '0'.repeat(64);
const hashKey = '"sha256":"';

/**
 * Writes tensors in the safetensors layout: 8 bytes with the length of the header, the header as JSON, then the numbers,
 * little-endian. `safetensors.numpy.load_file` of Python reads it. Its metadata hold one more entry, `sha256`: that of the whole
 * file with 64 zeros in its place.
 */
export async function encodeTensors({ tensors, metadata }: StoredTensors): Promise<Uint8Array<ArrayBuffer>> {
  const header: Record<string, unknown> = { __metadata__: { sha256: noHash, ...metadata } };
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const dtype = values instanceof Float32Array ? 'F32' : 'I32';
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, 8, 8 + length);
  bytes.set(text, 8);
  let next = 8 + length;
  for (const { values } of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), next);
    next += values.byteLength;
  }
  const place = placeOfHash(bytes);
  bytes.set(new TextEncoder().encode(await sha256(bytes)), place);
  return bytes;
}

/**
 * Reads what {@link encodeTensors} wrote.
 *
 * @param file named in errors
 * @throws HnlmError `FILE_DAMAGED` for anything else, also for one changed bit.
 */
export async function decodeTensors(bytes: Uint8Array, file: string): Promise<StoredTensors> {
  const damaged = (what: string, cause?: unknown) =>
    new HnlmError(`${file} ${what}`, {
      code: 'FILE_DAMAGED',
      hint: 'Nothing was overwritten. Take another copy of the file, or remove it to start anew.',
      evidence: { file },
      cause,
    });
  const copy = bytes.slice();
  const length = copy.length < 8 ? Infinity : Number(new DataView(copy.buffer).getBigUint64(0, true));
  if (8 + length > copy.length) throw damaged('is cut off, or is no safetensors file');
  const place = placeOfHash(copy);
  if (place < 0 || place > 8 + length) throw damaged('was not written by this package');
  const expected = new TextDecoder().decode(copy.subarray(place, place + 64));
  copy.set(new TextEncoder().encode(noHash), place);
  if ((await sha256(copy)) !== expected)
    throw damaged('is damaged or cut off: its SHA-256 is not the one it names');
  try {
    const { __metadata__, ...entries } = JSON.parse(new TextDecoder().decode(copy.subarray(8, 8 + length)));
    const { sha256: _, ...metadata } = __metadata__;
    const tensors = Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(
      entries,
    );
    return {
      metadata,
      tensors: Object.fromEntries(
        tensors.map(
          ([
            name,
            {
              dtype,
              shape,
              data_offsets: [start, end],
            },
          ]) => {
            const buffer = copy.buffer.slice(8 + length + start, 8 + length + end);
            return [
              name,
              { shape, values: dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer) },
            ];
          },
        ),
      ),
    };
  } catch (cause) {
    throw damaged('has a header that cannot be read', cause);
  }
}

/** Hashes bytes with SHA-256, in hexadecimal. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where the hash stands; the header begins with it. */
function placeOfHash(bytes: Uint8Array): number {
  const start = new TextDecoder().decode(bytes.subarray(8, 108)).indexOf(hashKey);
  return start < 0 ? -1 : 8 + start + hashKey.length;
}
