import type { Answer } from './send-request.ts';

/** Reads the body of an answer to its end, as UTF-8. */
export async function readText({ body }: Answer): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
