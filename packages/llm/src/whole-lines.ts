const lineFeed = 10;

/**
 * Passes lines of JSON on as they are completed, and fails with a SyntaxError at one that is none, or that breaks off: a
 * reader behind it need not guess (the `ollama` client prints such lines and goes on).
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let open: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const lines =
        open.length > 0 ? Buffer.concat([...open, chunk.subarray(0, end)]) : chunk.subarray(0, end);
      open = [];
      check(lines);
      yield lines;
    }
    if (end < chunk.length) open.push(chunk.subarray(end));
  }
  const last = Buffer.concat(open);
  if (check(last)) yield last;
}

/** Says whether there was anything in the lines. */
function check(lines: Uint8Array): boolean {
  const { buffer, byteOffset, length } = lines;
  let any = false;
  for (const line of Buffer.from(buffer, byteOffset, length).toString().split('\n')) {
    if (line.trim() === '') continue;
    JSON.parse(line);
    any = true;
  }
  return any;
}
