import type { Answer } from './send-request.ts';

/** Reads the body of an answer as UTF-8: to its end, or until there are `enough` bytes. */
export async function readText({ body }: Answer, enough = Infinity): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(piece);
    size += piece.length;
    if (size >= enough) break;
  }
  return Buffer.concat(pieces).toString();
}
