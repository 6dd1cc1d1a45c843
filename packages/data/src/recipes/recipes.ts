import { didYouMean, HnlmError } from '@hnlm/core';
import { cdsAndVinyl } from './cds-and-vinyl.ts';
import { electronics2023 } from './electronics2023.ts';
import type { Recipe } from './recipe.ts';
import { toysAndGames } from './toys-and-games.ts';
import { yelp2018 } from './yelp2018.ts';

const recipes: readonly Recipe[] = [toysAndGames, cdsAndVinyl, yelp2018, electronics2023];

/**
 * Finds a recipe by its name: `toys-and-games`, `cds-and-vinyl`, `yelp2018` or `electronics2023`.
 *
 * @throws HnlmError `RECIPE_UNKNOWN`, with the nearest name.
 */
export function recipeNamed(name: string): Recipe {
  const found = recipes.find((recipe) => recipe.name === name);
  if (found) return found;
  throw new HnlmError(`"${name}" is not a recipe`, {
    code: 'RECIPE_UNKNOWN',
    hint: didYouMean(
      name,
      recipes.map((recipe) => recipe.name),
    ),
    evidence: { recipe: name },
  });
}
