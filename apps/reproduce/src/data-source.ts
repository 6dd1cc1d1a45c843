import { didYouMean } from '@hnlm/core';
import type { InteractionFormat, SimulateWorldOptions } from '@hnlm/data';
import type { RawOptions } from './options.ts';
import { flagOf, usageError } from './usage.ts';
import { parseWorld } from './world-settings.ts';

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

const formats: readonly InteractionFormat[] = ['recbole', 'lightgcn', 'pairs', 'csv'];

/** Options that would have no effect on a source. */
const useless: Readonly<Record<DataSource['kind'], readonly (keyof RawOptions)[]>> = {
  world: ['format', 'minRating', 'kCore', 'columns', 'items', 'itemColumns', 'itemProfiles', 'profiles'],
  files: ['world', 'train', 'validation', 'test'],
  splits: ['world', 'minRating', 'kCore'],
};

const reasons: Readonly<Record<DataSource['kind'], readonly [what: string, hint: string]>> = {
  world: ['needs --data or --train', 'The simulated world brings its own texts and is used as it is.'],
  files: [
    'and --data exclude one another',
    'Give one file or folder, or ready splits, or the settings of a world.',
  ],
  splits: ['does not go with --train', 'Ready splits are taken as they are; name one file with --data.'],
};

/**
 * Finds out where the interactions come from, and refuses options that would have no effect there.
 *
 * @throws HnlmError `USAGE`
 */
export function parseSource(raw: RawOptions): DataSource {
  const source = sourceOf(raw);
  for (const name of useless[source.kind]) {
    if (raw[name] === undefined) continue;
    const [what, hint] = reasons[source.kind];
    throw usageError(`${flagOf(name)} ${what}`, hint);
  }
  return source;
}

function sourceOf({ data, train, validation, test, format, world }: RawOptions): DataSource {
  if (data !== undefined) {
    if (format === undefined) throw usageError('--data needs --format', `Known: ${formats.join(', ')}.`);
    return { kind: 'files', path: data, format: parseFormat(format) };
  }
  if (train !== undefined && test !== undefined) {
    const parts = { train, test, ...(validation !== undefined && { validation }) };
    return { kind: 'splits', ...parts, format: parseFormat(format ?? 'pairs') };
  }
  if (train !== undefined || test !== undefined || validation !== undefined) {
    throw usageError(
      'ready splits need --train and --test',
      'Add the missing one; --validation may be left out.',
    );
  }
  return { kind: 'world', world: world === undefined ? {} : parseWorld(world) };
}

function parseFormat(format: string): InteractionFormat {
  const known = formats.find((one) => one === format);
  if (known === undefined) throw usageError(`unknown format "${format}"`, didYouMean(format, formats));
  return known;
}
