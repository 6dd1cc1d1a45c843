import { HnlmError } from '@hnlm/core';

/**
 * Turns the bytes of a text into UTF-8 without a byte order mark. UTF-16 is recognised by its mark; other encodings are
 * named. What is UTF-8 already is passed on unchecked.
 *
 * @throws HnlmError `DATA_ENCODING` for an unknown name, for bytes that the named encoding does not have, and
 *   for data that are no text.
 */
export async function* toUtf8(
  file: string,
  chunks: AsyncIterable<Buffer>,
  encoding?: string,
): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  for await (const chunk of chunks) {
    let start = 0;
    if (isFirst) {
      const mark = markOf(chunk);
      start = mark.length;
      const name = mark.encoding ?? encoding ?? 'utf-8';
      decoder = decoderOf(name);
      if (decoder.encoding === 'utf-8') decoder = undefined;
      if (!decoder?.encoding.startsWith('utf-16') && chunk.includes(0)) throw noText(file);
      isFirst = false;
    }
    const bytes = chunk.subarray(start);
    yield decoder === undefined ? bytes : Buffer.from(decode(decoder, file, bytes));
  }
  const rest = decoder === undefined ? '' : decode(decoder, file);
  if (rest !== '') yield Buffer.from(rest);
}

function markOf(start: Buffer): { readonly length: number; readonly encoding?: string } {
  const begins = (...bytes: number[]) => bytes.every((byte, index) => start[index] === byte);
  if (begins(0xef, 0xbb, 0xbf)) return { length: 3, encoding: 'utf-8' };
  // What goes on with two zero bytes is UTF-32, which is refused for them.
  if (begins(0xff, 0xfe) && !begins(0xff, 0xfe, 0, 0)) return { length: 2, encoding: 'utf-16le' };
  if (begins(0xfe, 0xff)) return { length: 2, encoding: 'utf-16be' };
  return { length: 0 };
}

function decoderOf(name: string): TextDecoder {
  try {
    return new TextDecoder(name, { fatal: true });
  } catch (cause) {
    throw new HnlmError(`"${name}" is not the name of an encoding`, {
      code: 'DATA_ENCODING',
      hint: 'Names are those of the WHATWG encoding standard: utf-8, latin1, utf-16le, gbk, shift_jis ...',
      evidence: { encoding: name },
      cause,
    });
  }
}

function decode(decoder: TextDecoder, file: string, bytes?: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined });
  } catch (cause) {
    throw new HnlmError(`${file} is not valid ${decoder.encoding}`, {
      code: 'DATA_ENCODING',
      hint: 'It is cut off or in another encoding; name that with the option encoding.',
      evidence: { file, encoding: decoder.encoding },
      cause,
    });
  }
}

function noText(file: string): HnlmError {
  return new HnlmError(`${file} is not text: it holds zero bytes`, {
    code: 'DATA_ENCODING',
    hint: "Name its format if it is a binary one ('parquet'); save text as UTF-8.",
    evidence: { file },
  });
}
