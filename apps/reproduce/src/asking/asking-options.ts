import { type BudgetLimits, parseShard, type Shard, type TokenPrice } from '@hnlm/llm';
import type { RawOptions } from '../options.ts';
import type { TextSettings } from '../texts/text-settings.ts';
import { flagOf, namedValues, positiveNumber, usageError, wholeNumber } from '../usage.ts';

/** Who answers the prompts of a run. */
export type AnsweredBy =
  | { readonly kind: 'model'; readonly shard?: Shard }
  /** Nobody: they are counted. */
  | { readonly kind: 'nobody'; readonly shard?: Shard }
  /** Whoever reads the request files in this folder. */
  | { readonly kind: 'files'; readonly folder: string }
  /** Workers of the queue on this Redis. */
  | { readonly kind: 'queue'; readonly url: string };

/** How a run asks its language models. Nothing of it changes what is asked, so none of it makes another run. */
export interface AskingOptions {
  readonly by: AnsweredBy;
  readonly limits: BudgetLimits;
  readonly concurrency: number;
  /** Most prompts of a task that may be without a usable reply, as a share. */
  readonly maxFailureRate: number;
  readonly retryFailed: boolean;
  /** Whether the ledger keeps replies as they came. */
  readonly storeRaw: boolean;
  readonly allowRemote: boolean;
  /** Files of results to be read before anything is asked. */
  readonly results: readonly string[];
}

const askingOptions = [
  'concurrency',
  'maxTokens',
  'maxCost',
  'price',
  'maxFailureRate',
  'retryFailed',
  'shard',
  'requests',
  'results',
  'queue',
  'dryRun',
] as const;

/** Options of which a run takes at most one. */
const exclusive = ['dryRun', 'requests', 'queue'] as const;

/**
 * Checks the options of asking.
 *
 * @throws HnlmError `USAGE`, `LLM_SHARD`
 */
export function parseAsking(raw: RawOptions, settings: TextSettings): AskingOptions {
  const asks = raw.llm !== undefined || settings.filters?.judge !== undefined;
  const useless = asks ? undefined : askingOptions.find((name) => raw[name] !== undefined);
  if (useless)
    throw usageError(`${flagOf(useless)} needs --llm`, 'Without a language model nothing is asked.');
  const price = raw.price === undefined ? undefined : parsePrice(raw.price);
  if (raw.maxCost !== undefined && !price)
    throw usageError('--max-cost needs --price', 'Give for example --price prompt=0.15,completion=0.6.');
  return {
    by: parseAnsweredBy(raw, settings),
    limits: {
      ...(raw.maxTokens && { maxTokens: wholeNumber('max-tokens', raw.maxTokens, 1_000_000) }),
      ...(raw.maxCost && { maxCost: positiveNumber('max-cost', raw.maxCost, 5) }),
      ...(price && { price }),
    },
    concurrency: wholeNumber('concurrency', raw.concurrency, 4),
    maxFailureRate: shareOf('max-failure-rate', raw.maxFailureRate ?? '0.1'),
    retryFailed: raw.retryFailed ?? false,
    storeRaw: raw.storeRaw ?? true,
    allowRemote: raw.allowRemote ?? false,
    results: raw.results ?? [],
  };
}

function parseAnsweredBy(raw: RawOptions, settings: TextSettings): AnsweredBy {
  const given = exclusive.filter((name) => raw[name] !== undefined);
  if (given.length > 1)
    throw usageError(`${flagOf(given[1])} and ${flagOf(given[0])} exclude one another`, 'Give one of them.');
  const { shard, requests, queue, results } = raw;
  if (shard !== undefined && (requests ?? queue) !== undefined) {
    throw usageError(
      `--shard does not go with ${flagOf(given[0])}`,
      'Files and queues divide the requests over machines themselves.',
    );
  }
  if (raw.dryRun && results)
    throw usageError('--results does not go with --dry-run', 'A dry run stores nothing.');
  if ((requests ?? results) !== undefined) {
    const other = [raw.llm, settings.filters?.judge?.model].find(
      (name) => name !== undefined && !name.startsWith('openai:'),
    );
    if (other) {
      throw usageError(
        `${flagOf(requests === undefined ? 'results' : 'requests')} does not go with ${other}`,
        "Request files have OpenAI's form: name the model as openai:NAME, whichever program answers them.",
      );
    }
  }
  if (requests !== undefined) return { kind: 'files', folder: requests };
  if (queue !== undefined) return { kind: 'queue', url: parseQueue(queue) };
  const own = shard === undefined ? {} : { shard: parseShard(shard) };
  return { kind: raw.dryRun ? 'nobody' : 'model', ...own };
}

/**
 * Reads the address of a Redis. Its password is not taken from here: the command line is kept in `run.json`.
 *
 * @throws HnlmError `USAGE`
 */
export function parseQueue(text: string): string {
  const example = 'Write for example --queue redis://127.0.0.1:6379, and the password into REDIS_PASSWORD.';
  const url = URL.parse(text);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol))
    throw usageError('--queue is not the address of a Redis', example);
  if (url.username !== '' || url.password !== '') throw usageError('--queue holds a password', example);
  return text;
}

function parsePrice(text: string): TokenPrice {
  const example = 'prompt=0.15,completion=0.6';
  const given = namedValues('price', text, ['prompt', 'completion'], example);
  const read = (name: keyof TokenPrice) => {
    const value = Number(given[name]);
    if (given[name] !== undefined && value >= 0 && Number.isFinite(value)) return value;
    throw usageError(
      `--price ${text}: no price of ${name} tokens`,
      `Give the cost of a million tokens each, such as --price ${example}.`,
    );
  };
  return { prompt: read('prompt'), completion: read('completion') };
}

function shareOf(name: string, text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share >= 0 && share <= 1) return share;
  throw usageError(`--${name} ${text}: not a share from 0 to 1`, `Give for example --${name} 0.2.`);
}
