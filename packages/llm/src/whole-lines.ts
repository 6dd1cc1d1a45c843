const lineFeed = 10;

/**
 * Passes lines of JSON on as they are completed, and fails with a SyntaxError at one that is none, or that breaks off: a
 * reader behind it need not guess (the `ollama` client prints such lines and goes on). Pieces of a text that came in
 * together become one line: a reply has dozens, and to read each costs more than all else.
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let open: Uint8Array[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      const lines =
        open.length > 0 ? Buffer.concat([...open, chunk.subarray(0, end)]) : chunk.subarray(0, end);
      open = [];
      yield joined(lines);
    }
    if (end < chunk.length) open.push(chunk.subarray(end));
  }
  const last = Buffer.concat(open);
  if (last.toString().trim() !== '') yield joined(last);
}

/** A line that holds a piece of the text and nothing else. */
interface Piece {
  readonly model?: unknown;
  readonly created_at?: unknown;
  readonly message: { readonly role?: unknown; readonly content: string };
  readonly done: false;
}

/** The same lines, of which neighbouring pieces are joined; as they are where there are none. */
function joined(lines: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = lines;
  const texts = Buffer.from(buffer, byteOffset, length)
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const result: string[] = [];
  let pieces: Piece[] = [];
  for (const text of texts) {
    const value: unknown = JSON.parse(text);
    if (isPiece(value)) {
      pieces.push(value);
      continue;
    }
    if (pieces.length > 0) result.push(JSON.stringify(whole(pieces)));
    pieces = [];
    result.push(text);
  }
  if (pieces.length > 0) result.push(JSON.stringify(whole(pieces)));
  return result.length < texts.length ? Buffer.from(`${result.join('\n')}\n`) : lines;
}

function whole(pieces: readonly Piece[]): Piece {
  const [first] = pieces;
  const content = pieces.map(({ message }) => message.content).join('');
  return { ...first, message: { ...first.message, content } };
}

const keysOfPiece = ['model', 'created_at', 'message', 'done'];
const keysOfMessage = ['role', 'content'];

function isPiece(value: unknown): value is Piece {
  const { done, message } = (value ?? {}) as Partial<Piece>;
  return (
    done === false &&
    typeof message?.content === 'string' &&
    Object.keys(value as Piece).every((key) => keysOfPiece.includes(key)) &&
    Object.keys(message).every((key) => keysOfMessage.includes(key))
  );
}
