import { downloadSource, formatRecipe, recipeNamed, runRecipe } from '@hnlm/data';
import { createProgress } from '../run/progress.ts';
import { wholeNumber } from '../usage.ts';

/** Downloads the original files of a recipe; sizes are written before the first byte. */
export async function fetchOriginals(name: string, folder: string, signal: AbortSignal): Promise<void> {
  const recipe = recipeNamed(name);
  const progress = createProgress(process.stderr);
  progress.stage(recipe.title);
  await downloadSource(recipe, {
    folder,
    signal,
    onEvent(event) {
      const { type, file, bytes } = event;
      if (type === 'progress') progress.update(`${file}: ${megabytes(bytes)} of ${megabytes(event.of)}`);
      if (type === 'present') progress.line(`${file}: there (${megabytes(bytes)})`);
      if (type === 'size') {
        const rest = event.resumed > 0 ? `, ${megabytes(event.resumed)} of it there` : '';
        progress.line(`${file}: ${megabytes(bytes)}${rest}, from ${event.url}`);
      }
      if (type === 'done') progress.line(`${file}: sha256 ${event.sha256}`);
    },
  });
  progress.end();
}

/** Makes the dataset of a recipe and writes the counts of every stage beside the published ones. */
export async function showRecipe(
  name: string,
  { from, seed, outOfCore }: { readonly from: string; readonly seed: string; readonly outOfCore?: true },
  signal: AbortSignal,
): Promise<void> {
  const recipe = recipeNamed(name);
  const progress = createProgress(process.stderr);
  progress.stage(recipe.title);
  const result = await runRecipe(recipe, {
    folder: from,
    seed: wholeNumber('seed', seed, 0, 0),
    reviews: false,
    ...(outOfCore && { engine: 'duckdb' }),
    signal,
  });
  progress.end();
  process.stdout.write(`${formatRecipe(result)}\n`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
