import { join } from 'node:path';
import { type Dataset, HnlmError, type ProvenanceStep } from '@hnlm/core';
import { describeDataset } from './describe-dataset.ts';
import { type LoadDatasetOptions, loadDataset } from './load-dataset.ts';
import type { Recipe } from './recipes/recipe.ts';
import { exists } from './text-file.ts';

/** Options of {@link runRecipe}: those of `loadDataset` that a recipe leaves open. */
export interface RunRecipeOptions
  extends Omit<
    LoadDatasetOptions,
    'path' | 'format' | 'name' | 'minRating' | 'dateRange' | 'sampleUsers' | 'kCore' | 'split'
  > {
  /** Holds the original files under their own names. */
  readonly folder: string;
}

/** A dataset made by a recipe, and how it compares with what was published. */
export interface RecipeResult {
  readonly recipe: Recipe;
  readonly dataset: Dataset;
  /** What each stage left, the train part last. */
  readonly stages: readonly RecipeStage[];
  /** One sentence for each difference from the published figures, and for each contradiction within them. */
  readonly mismatches: readonly string[];
}

/** Counts of one stage. */
export interface RecipeStage {
  readonly stage: string;
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

/**
 * Makes a published dataset of its original files, and compares its size with the published one.
 *
 * @throws HnlmError as `loadDataset`; `DATA_MISSING` if an original is not in the folder.
 * @example
 * ```ts
 * const result = await runRecipe(recipeNamed('toys-and-games'), { folder: 'originals', seed: 1 });
 * console.log(formatRecipe(result));
 * ```
 */
export async function runRecipe(
  recipe: Recipe,
  { folder, ...options }: RunRecipeOptions,
): Promise<RecipeResult> {
  const { title: name, format, minRating, dateRange, kCore, split, source } = recipe;
  const path = join(folder, source.interactions.name.replace(/\.gz$/, ''));
  if (!(await exists(path)) && !(await exists(`${path}.gz`))) throw missingError(recipe, folder);
  const dataset = await loadDataset({ ...options, path, format, name, minRating, dateRange, kCore, split });
  const stages: RecipeStage[] = dataset.provenance.map(stageOf);
  stages.push({ stage: 'train part', ...describeDataset(dataset).train });
  return {
    recipe,
    dataset,
    stages,
    mismatches: [...differences(recipe, dataset), ...contradictions(recipe)],
  };
}

function missingError({ title, source }: Recipe, folder: string): HnlmError {
  const { byHand = 'Download it with downloadSource, or by hand from the page', page, interactions } = source;
  return new HnlmError(`${folder} does not hold ${interactions.name}, of which ${title} is made`, {
    code: 'DATA_MISSING',
    hint: `${byHand}: ${page}.`,
    evidence: { file: join(folder, interactions.name) },
  });
}

function stageOf({ step, parameters, users, items, interactions }: ProvenanceStep): RecipeStage {
  const pairs = Object.entries(parameters).map(([name, value]) =>
    name === step ? `${value}` : `${name} ${value}`,
  );
  const shown = step === 'read' ? `${parameters.file}` : pairs.join(', ');
  return { stage: `${step} ${shown}`, users, items, interactions };
}

function differences({ published }: Recipe, dataset: Dataset): string[] {
  const found = describeDataset(dataset);
  return (['users', 'items', 'interactions'] as const)
    .filter((figure) => found[figure] !== published[figure])
    .map((figure) => {
      const change = (100 * (found[figure] - published[figure])) / published[figure];
      const sign = change > 0 ? '+' : '';
      return `${figure}: ${found[figure]} here, ${published[figure]} published (${sign}${change.toFixed(1)} %)`;
    });
}

/** What cannot be right in the published figures themselves. */
function contradictions({ published, kCore = 0 }: Recipe): string[] {
  const { users, items, interactions, density } = published;
  const found: string[] = [];
  const actual = interactions / (users * items);
  if (Math.abs(actual - density) > 0.1 * actual) {
    found.push(
      `published density ${density.toExponential(1)}: the published counts give ${actual.toExponential(1)}`,
    );
  }
  const mean = interactions / users;
  if (mean < kCore) {
    found.push(
      `published counts give ${mean.toFixed(2)} interactions a user, fewer than a ${kCore}-core has; ` +
        'they may be those of the train part',
    );
  }
  return found;
}
