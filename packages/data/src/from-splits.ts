import { createRandom, type Dataset, HnlmError } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { createCollector } from './collect-interactions.ts';
import { datasetName } from './dataset-name.ts';
import { densify } from './densify.ts';
import { checkFormat, type InteractionFormat } from './format.ts';
import type { Interaction } from './interaction.ts';
import { type ItemSource, itemCatalogue } from './item-catalogue.ts';
import { createNotes } from './notes.ts';
import type { InteractionColumns } from './read-interaction-table.ts';
import { readInteractions } from './read-interactions.ts';
import { splitPerUser } from './split-per-user.ts';
import { checkRatio } from './split-ratio.ts';
import { pairKey, withoutRepeats } from './without-repeats.ts';

/** Options of {@link fromSplits}. */
export interface FromSplitsOptions extends ItemSource {
  readonly train: string;
  readonly validation?: string;
  readonly test: string;
  /** How the files are written; `pairs`, if not set. */
  readonly format?: InteractionFormat;
  /** Named after the folder of the train file, if not set. */
  readonly name?: string;
  /**
   * Where there is no validation file: the share of each user's train interactions that becomes the
   * validation part.
   */
  readonly validationFrom?: { readonly ratio: number; readonly seed: number | string };
  /** Names of the columns, for `csv` and `recbole`. */
  readonly columns?: InteractionColumns;
  readonly signal?: AbortSignal;
}

/**
 * Takes a ready split as it is: nothing is reshuffled, filtered or moved. Users and items are those of all
 * parts.
 *
 * Three things cannot stay, and are counted in `notes`: repeats of a pair within a part; held-out copies of a
 * pair that is in train already (or, for test, in validation); held-out interactions of users without any
 * train interaction, whom a recommender knows nothing about.
 *
 * @throws HnlmError as `loadDataset`; `DATA_OPTIONS` if neither or both of `validation` and `validationFrom`
 *   are given.
 * @example
 * ```ts
 * const parts = { train: 'train.txt', validation: 'valid.txt', test: 'test.txt' };
 * const dataset = await fromSplits({ ...parts, format: 'lightgcn' });
 * ```
 */
export async function fromSplits(options: FromSplitsOptions): Promise<Dataset> {
  const { format = 'pairs', columns, validationFrom, signal } = options;
  checkFormat(format);
  if ((options.validation === undefined) === (validationFrom === undefined)) throw validationError(options);
  if (validationFrom) checkRatio('validationFrom.ratio', validationFrom.ratio);

  const collector = createCollector();
  const read = async (path: string | undefined): Promise<readonly Interaction[]> => {
    const { rows, add } = collector.list();
    if (path !== undefined) await readInteractions({ path, format, columns, signal }, add);
    return rows;
  };
  const files = [await read(options.train), await read(options.validation), await read(options.test)];
  const { users, items, parts } = densify(collector, files);
  const texts = await itemCatalogue(options, items, undefined, signal);

  const notes = createNotes();
  const named = ({ user, item }: Interaction) => `user ${users.ids[user]}, item ${items.ids[item]}`;
  const once = (part: number, name: string) =>
    withoutRepeats(parts[part], (row) => notes.count(`repeats of a pair in ${name}`, named(row)));
  let train = once(0, 'train');
  const trainUsers = new Set(train.map(({ user }) => user));
  const taken = new Set(train.map(pairKey));
  const heldOut = (part: number, name: string, earlier: string) =>
    once(part, name).filter((row) => {
      const cold = !trainUsers.has(row.user);
      const copy = taken.has(pairKey(row));
      taken.add(pairKey(row));
      if (cold) notes.count(`${name} interactions left out: their user has no train interaction`, named(row));
      else if (copy) notes.count(`${name} interactions left out: in ${earlier} already`, named(row));
      return !cold && !copy;
    });
  let validation: readonly Interaction[] = heldOut(1, 'validation', 'train');
  const test = heldOut(2, 'test', 'train or validation');
  if (validationFrom) {
    const random = createRandom(validationFrom.seed).split('split');
    [train, validation] = splitPerUser(train, users, [validationFrom.ratio], random);
    notes.count('validation parts made of train interactions', `${validationFrom.ratio} of each user's`);
  }
  const name = options.name ?? datasetName(`${options.train}/..`);
  return assembleDataset({ name, users, items, texts, train, validation, test, notes });
}

function validationError({ validation }: FromSplitsOptions): HnlmError {
  const what = validation === undefined ? 'neither a validation file nor validationFrom' : 'both';
  return new HnlmError(`a split needs one of validation and validationFrom; given: ${what}`, {
    code: 'DATA_OPTIONS',
    hint: 'Models are chosen on data that are neither train nor test; name a file, or { ratio, seed }.',
  });
}
