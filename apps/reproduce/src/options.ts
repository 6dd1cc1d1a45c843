import type { InteractionColumns, ItemColumns } from '@hnlm/data';
import { metrics, parseMetric } from '@hnlm/eval';
import { type AskingOptions, parseAsking } from './asking/asking-options.ts';
import { type DataSource, parseSource } from './data-source.ts';
import { defaultProtocol, type Protocol } from './study/protocol.ts';
import { pickRows, type Row } from './study/rows.ts';
import { readTextSettings } from './texts/read-text-settings.ts';
import { makeModels } from './texts/text-models.ts';
import type { TextSettings } from './texts/text-settings.ts';
import { finiteNumber, flagOf, namedValues, positiveNumber, usageError, wholeNumber } from './usage.ts';

/** Options as the command line gives them: text, but for switches and lists. */
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
  readonly texts?: string;
  readonly maxNegatives?: string;
  readonly concurrency?: string;
  readonly allowRemote?: boolean;
  readonly maxTokens?: string;
  readonly maxCost?: string;
  readonly price?: string;
  readonly maxFailureRate?: string;
  readonly retryFailed?: boolean;
  readonly storeRaw?: boolean;
  readonly dryRun?: boolean;
  readonly shard?: string;
  readonly requests?: string;
  readonly results?: readonly string[];
  readonly queue?: string;
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

/** Checked options of a run. */
export interface RunOptions {
  readonly source: DataSource;
  readonly items?: string;
  readonly itemProfiles?: string;
  readonly profiles?: string;
  readonly minRating?: number;
  readonly kCore?: number;
  readonly columns?: InteractionColumns;
  readonly itemColumns?: ItemColumns;
  readonly llm?: string;
  readonly embedder: string;
  readonly texts: TextSettings;
  readonly maxNegatives: number;
  readonly asking: AskingOptions;
  readonly rows: readonly Row[];
  readonly protocol: Protocol;
  readonly splitSeed: number;
  readonly workers: number;
  readonly out: string;
  readonly fresh: boolean;
}

const interactionColumns = ['user', 'item', 'rating', 'time', 'review'] as const;
const itemColumns = ['id', 'title', 'description', 'categories', 'brand', 'features', 'attributes'] as const;

/**
 * Checks the options of a run before anything is read or written.
 *
 * @throws HnlmError of code `USAGE`, or that of the part that refused a value.
 */
export function parseOptions(raw: RawOptions): RunOptions {
  for (const [name, value] of Object.entries(raw)) {
    if (value === '') throw usageError(`${flagOf(name)} is empty`, 'Give a value, or leave it out.');
  }
  const source = parseSource(raw);
  const { items, itemProfiles, profiles, llm } = raw;
  const embedder = raw.embedder ?? 'sentence-encoder';
  const texts = readTextSettings(raw.texts);
  checkGenerator(llm, texts);
  const asking = parseAsking(raw, texts);
  // Made only to have wrong names refused; making a model contacts nobody.
  makeModels({ llm, embedder, texts, asking });
  const metric = parseMetric(raw.metric ?? defaultProtocol.metric);
  if (!(metric.name.split('@')[0] in metrics)) {
    throw usageError(
      `--metric ${metric.name} chooses no model`,
      `Known: ${Object.keys(metrics).join(', ')}.`,
    );
  }
  const first = wholeNumber('seed', raw.seed, 1, 0);
  const seeds = wholeNumber('seeds', raw.seeds, defaultProtocol.seeds.length);
  return {
    source,
    ...(items && { items }),
    ...(itemProfiles && { itemProfiles }),
    ...(profiles && { profiles }),
    ...(raw.minRating && { minRating: finiteNumber('min-rating', raw.minRating, 4) }),
    ...(raw.kCore && { kCore: wholeNumber('k-core', raw.kCore, 5) }),
    ...(raw.columns && {
      columns: namedValues('columns', raw.columns, interactionColumns, 'user=UserID,item=ItemID'),
    }),
    ...(raw.itemColumns && {
      itemColumns: namedValues('item-columns', raw.itemColumns, itemColumns, 'id=movie_id,description=plot'),
    }),
    ...(llm && { llm }),
    embedder,
    texts,
    maxNegatives: wholeNumber('max-negatives', raw.maxNegatives, 3000),
    asking,
    rows: pickRows(
      raw.rows?.split(',').map((id) => id.trim()),
      texts.mix !== undefined,
    ),
    protocol: {
      ...defaultProtocol,
      dim: wholeNumber('dim', raw.dim, defaultProtocol.dim),
      layers: wholeNumber('layers', raw.layers, defaultProtocol.layers, 0),
      learningRate: positiveNumber('lr', raw.lr, defaultProtocol.learningRate),
      batch: wholeNumber('batch', raw.batch, defaultProtocol.batch),
      epochs: wholeNumber('epochs', raw.epochs, defaultProtocol.epochs),
      patience: wholeNumber('patience', raw.patience, defaultProtocol.patience),
      metric: metric.name,
      at: [...new Set([...defaultProtocol.at, metric.k])].sort((a, b) => a - b),
      seeds: Array.from({ length: seeds }, (_, n) => first + n),
    },
    splitSeed: first,
    workers: wholeNumber('workers', raw.workers, 2),
    out: raw.out ?? 'runs',
    fresh: raw.fresh ?? false,
  };
}

/** Refuses settings of texts that need a language model where there is none. */
function checkGenerator(llm: string | undefined, { generator, pairs, profiles, server }: TextSettings): void {
  if (llm !== undefined) {
    if (
      server &&
      ['schemaForm', 'maxTokensField', 'extra'].some((name) => name in server) &&
      !/^openai:/.test(llm)
    )
      throw usageError(
        `server settings of openai: models do not go with ${llm}`,
        'Leave them out of --texts.',
      );
    return;
  }
  const kind = generator?.kind;
  const asks =
    kind === 'prompt' || kind === 'reflected' || (kind === 'swaps' && generator?.concepts === 'llm');
  const needing = asks ? `the generator "${kind}"` : pairs ? 'pairs' : profiles ? 'profiles' : undefined;
  if (needing)
    throw usageError(`${needing} in --texts needs --llm`, 'Name a model, such as --llm ollama:llama3.1:8b.');
}
