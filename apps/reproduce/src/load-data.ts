import type { Dataset } from '@hnlm/core';
import { fromSplits, loadDataset, simulateWorld } from '@hnlm/data';
import { type ConceptSource, conceptsFromCategories } from '@hnlm/semantic-neg';
import type { RunOptions } from './options.ts';
import { type ImportedTexts, importTexts } from './texts/import-texts.ts';

/** A dataset with what is known about it. */
export interface LoadedData {
  readonly title: string;
  /** Sentences for the report. */
  readonly about: readonly string[];
  readonly dataset: Dataset;
  readonly concepts: ConceptSource;
  readonly imported: ImportedTexts;
  /** Whether any item has a text. */
  readonly hasTexts: boolean;
}

/** Simulates the world, or reads the user's files. */
export async function loadData(options: RunOptions, signal: AbortSignal): Promise<LoadedData> {
  const { source, splitSeed, minRating, kCore } = options;
  if (source.kind === 'world') {
    const { dataset, concepts } = simulateWorld({ seed: splitSeed, ...source.world });
    const { textSignal = 0.75, aversion = 2, popularityBias = 0.6 } = source.world;
    return {
      title: 'A simulated shop',
      about: [
        'The data are simulated: a shop with products from a concept tree, and users who like some aspects of a product and avert others. No real person or product is in them.',
        `Settings: ${Math.round(textSignal * 100)} % of the variance of taste is told by the texts, one averted aspect outweighs ${aversion} liked ones, items are shown by Zipf's law with exponent ${popularityBias}.`,
        'What this favours: taste is a sum over aspects that the texts name, so text helps more here than on most real data; and near neighbours of a liked product that a user dislikes exist by design, the case that hard negatives are meant for. Change the settings with --world, or bring real data with --data.',
      ],
      dataset,
      concepts,
      imported: { notes: [] },
      hasTexts: true,
    };
  }
  const shared = {
    ...(options.items && { items: options.items }),
    ...(options.itemColumns && { itemColumns: options.itemColumns }),
    ...(options.columns && { columns: options.columns }),
    signal,
  };
  const { dataset, how } =
    source.kind === 'files'
      ? {
          dataset: await loadDataset({
            path: source.path,
            format: source.format,
            seed: splitSeed,
            ...(minRating !== undefined && { minRating }),
            ...(kCore !== undefined && { kCore }),
            ...shared,
          }),
          how: `Read from ${source.path} (${source.format}).`,
        }
      : {
          dataset: await fromSplits({
            train: source.train,
            test: source.test,
            format: source.format,
            ...(source.validation
              ? { validation: source.validation }
              : { validationFrom: { ratio: 0.1, seed: splitSeed } }),
            ...shared,
          }),
          how: `Ready splits, taken as they are: ${source.train}, ${source.validation ?? 'validation from a tenth of train'}, ${source.test}.`,
        };
  const imported = await importTexts(dataset.train, options);
  const filters = [
    minRating !== undefined ? `ratings of at least ${minRating} are positives` : '',
    kCore !== undefined ? `${kCore}-core of users and items` : '',
  ].filter((text) => text !== '');
  return {
    title: dataset.name,
    about: [how, ...(filters.length > 0 ? [`Filters: ${filters.join(', ')}.`] : [])],
    dataset,
    concepts: conceptsFromCategories(dataset.train),
    imported,
    hasTexts:
      imported.items !== undefined ||
      dataset.train.texts.some(({ title, description }) => title ?? description),
  };
}
