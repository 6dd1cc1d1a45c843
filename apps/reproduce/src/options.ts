import { didYouMean, HnlmError } from '@hnlm/core';
import type { InteractionColumns, InteractionFormat, SimulateWorldOptions } from '@hnlm/data';
import { parseMetric } from '@hnlm/eval';
import { defaultProtocol, type Protocol } from './study/protocol.ts';
import { pickRows, type Row } from './study/rows.ts';

/** Options as the command line gives them: text. */
export interface RawOptions {
  readonly data?: string;
  readonly format?: string;
  readonly train?: string;
  readonly validation?: string;
  readonly test?: string;
  readonly items?: string;
  readonly itemProfiles?: string;
  readonly profiles?: string;
  readonly minRating?: string;
  readonly kCore?: string;
  readonly columns?: string;
  readonly itemColumns?: string;
  readonly world?: string;
  readonly llm?: string;
  readonly embedder?: string;
  readonly concurrency?: string;
  readonly maxNegatives?: string;
  readonly rows?: string;
  readonly seeds?: string;
  readonly seed?: string;
  readonly epochs?: string;
  readonly patience?: string;
  readonly dim?: string;
  readonly layers?: string;
  readonly lr?: string;
  readonly batch?: string;
  readonly metric?: string;
  readonly workers?: string;
  readonly out?: string;
  readonly fresh?: boolean;
}

/** Where the interactions come from. */
export type DataSource =
  | { readonly kind: 'world'; readonly world: SimulateWorldOptions }
  | { readonly kind: 'files'; readonly path: string; readonly format: InteractionFormat }
  | {
      readonly kind: 'splits';
      readonly train: string;
      readonly validation?: string;
      readonly test: string;
      readonly format: InteractionFormat;
    };

/** Checked options of a run. */
export interface RunOptions {
  readonly source: DataSource;
  readonly items?: string;
  readonly itemProfiles?: string;
  readonly profiles?: string;
  readonly minRating?: number;
  readonly kCore?: number;
  readonly columns?: InteractionColumns;
  readonly itemColumns?: Readonly<Record<string, string>>;
  readonly llm?: string;
  readonly embedder: string;
  readonly concurrency: number;
  readonly maxNegatives: number;
  readonly rows: readonly Row[];
  readonly protocol: Protocol;
  readonly splitSeed: number;
  readonly workers: number;
  readonly out: string;
  readonly fresh: boolean;
}

const formats: readonly InteractionFormat[] = ['recbole', 'lightgcn', 'pairs', 'csv'];
const worldOptions = [
  'users',
  'items',
  'interactions',
  'textSignal',
  'aversion',
  'popularityBias',
  'seed',
] as const;

function usage(message: string, hint: string): HnlmError {
  return new HnlmError(message, { code: 'USAGE', hint });
}

/**
 * Checks the options of a run before anything is read or written.
 *
 * @throws HnlmError of code `USAGE`, or that of the part that refused a value.
 */
export function parseOptions(raw: RawOptions): RunOptions {
  const integer = (name: string, value: string | undefined, fallback: number, least = 1): number => {
    if (value === undefined) return fallback;
    const number = Number(value);
    if (!Number.isInteger(number) || number < least) {
      throw usage(
        `--${name} ${value}: not a whole number from ${least} on`,
        `Give for example --${name} ${fallback}.`,
      );
    }
    return number;
  };
  const positive = (name: string, value: string | undefined, fallback: number): number => {
    const number = value === undefined ? fallback : Number(value);
    if (!(number > 0 && Number.isFinite(number))) {
      throw usage(`--${name} ${value}: not a number above 0`, `Give for example --${name} ${fallback}.`);
    }
    return number;
  };
  const metric = parseMetric(raw.metric ?? defaultProtocol.metric);
  const first = integer('seed', raw.seed, 1, 0);
  const seeds = integer('seeds', raw.seeds, defaultProtocol.seeds.length);
  return {
    source: parseSource(raw),
    ...(raw.items && { items: raw.items }),
    ...(raw.itemProfiles && { itemProfiles: raw.itemProfiles }),
    ...(raw.profiles && { profiles: raw.profiles }),
    ...(raw.minRating !== undefined && { minRating: parseNumber('min-rating', raw.minRating) }),
    ...(raw.kCore !== undefined && { kCore: integer('k-core', raw.kCore, 5) }),
    ...(raw.columns && { columns: pairs('columns', raw.columns) }),
    ...(raw.itemColumns && { itemColumns: pairs('item-columns', raw.itemColumns) }),
    ...(raw.llm && { llm: raw.llm }),
    embedder: raw.embedder ?? 'sentence-encoder',
    concurrency: integer('concurrency', raw.concurrency, 4),
    maxNegatives: integer('max-negatives', raw.maxNegatives, 3000),
    rows: pickRows(raw.rows?.split(',').map((id) => id.trim())),
    protocol: {
      ...defaultProtocol,
      dim: integer('dim', raw.dim, defaultProtocol.dim),
      layers: integer('layers', raw.layers, defaultProtocol.layers, 0),
      learningRate: positive('lr', raw.lr, defaultProtocol.learningRate),
      batch: integer('batch', raw.batch, defaultProtocol.batch),
      epochs: integer('epochs', raw.epochs, defaultProtocol.epochs),
      patience: integer('patience', raw.patience, defaultProtocol.patience),
      metric: metric.name,
      at: [...new Set([...defaultProtocol.at, metric.k])].sort((a, b) => a - b),
      seeds: Array.from({ length: seeds }, (_, n) => first + n),
    },
    splitSeed: first,
    workers: integer('workers', raw.workers, 2),
    out: raw.out ?? 'runs',
    fresh: raw.fresh ?? false,
  };
}

function parseNumber(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number))
    throw usage(`--${name} ${value}: not a number`, `Give for example --${name} 4.`);
  return number;
}

/** Reads `user=UserID,item=ItemID`. */
function pairs(name: string, text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const at = part.indexOf('=');
      if (at < 1)
        throw usage(
          `--${name} ${text}: "${part}" is not NAME=VALUE`,
          `Write --${name} user=UserID,item=ItemID.`,
        );
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}

function parseFormat(format: string | undefined, fallback?: InteractionFormat): InteractionFormat {
  if (format === undefined && fallback) return fallback;
  if (format === undefined) throw usage('--data needs --format', `Known: ${formats.join(', ')}.`);
  if (!formats.includes(format as InteractionFormat)) {
    throw usage(`unknown format "${format}"`, didYouMean(format, formats));
  }
  return format as InteractionFormat;
}

function parseSource(raw: RawOptions): DataSource {
  const { data, train, validation, test } = raw;
  if (data !== undefined && train !== undefined) {
    throw usage('--data and --train exclude one another', 'Give one file or folder, or ready splits.');
  }
  if (data !== undefined) return { kind: 'files', path: data, format: parseFormat(raw.format) };
  if (train !== undefined || test !== undefined || validation !== undefined) {
    if (train === undefined || test === undefined) {
      throw usage(
        'ready splits need --train and --test',
        'Add the missing one; --validation may be left out.',
      );
    }
    const format = parseFormat(raw.format, 'pairs');
    return { kind: 'splits', train, test, format, ...(validation !== undefined && { validation }) };
  }
  for (const [name, value] of Object.entries({
    items: raw.items,
    'item-profiles': raw.itemProfiles,
    profiles: raw.profiles,
  })) {
    if (value) throw usage(`--${name} needs --data or --train`, 'The simulated world brings its own texts.');
  }
  const settings = Object.entries(raw.world ? pairs('world', raw.world) : {}).map(([name, value]) => {
    if (!(worldOptions as readonly string[]).includes(name)) {
      throw usage(`unknown world setting "${name}"`, didYouMean(name, worldOptions));
    }
    return [name, parseNumber(`world ${name}`, value)];
  });
  return { kind: 'world', world: Object.fromEntries(settings) };
}
