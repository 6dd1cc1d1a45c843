import { HnlmError } from '@hnlm/core';
import { contentHash } from './content-hash.ts';

/** One of several machines that share a run without knowing of each other. */
export interface Shard {
  /** 1 to `count`. */
  readonly index: number;
  readonly count: number;
}

/**
 * Reads a shard as written on a command line.
 *
 * @throws HnlmError `LLM_SHARD` if it is not `i/n` with i from 1 to n.
 * @example
 * ```ts
 * const shard = parseShard('2/8'); // { index: 2, count: 8 }
 * ```
 */
export function parseShard(text: string): Shard {
  const [index, count] = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (!(index >= 1 && index <= count)) {
    throw new HnlmError(`"${text}" is no shard`, {
      code: 'LLM_SHARD',
      hint: 'Write the number of this machine and how many there are, such as 2/8.',
    });
  }
  return { index, count };
}

/** Says whether a prompt or text is a shard's to ask: by its hash, the same on every machine. */
export function isOfShard(text: string, { index, count }: Shard): boolean {
  return Number(BigInt(`0x${contentHash(text)}`) % BigInt(count)) === index - 1;
}
