import type { RecipeResult } from './run-recipe.ts';

/** Writes the stages of a recipe as a table, with the published figures below, then every mismatch and assumption. */
export function formatRecipe({ recipe, stages, mismatches }: RecipeResult): string {
  const { users, items, interactions, density } = recipe.published;
  const rows = [
    ['stage', 'users', 'items', 'interactions', 'density', 'a user'],
    ...stages.map(({ stage, ...counts }) => [stage, ...columnsOf(counts)]),
    ['published', ...columnsOf({ users, items, interactions }, density)],
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  '),
  );
  return [
    recipe.title,
    '',
    ...table,
    '',
    ...section('Mismatches', mismatches),
    ...section('Assumptions', recipe.assumptions),
  ].join('\n');
}

interface Counts {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
}

function columnsOf(
  { users, items, interactions }: Counts,
  density = interactions / (users * items),
): string[] {
  const counts = [users, items, interactions].map((count) => count.toLocaleString('en-US'));
  return [...counts, density.toExponential(1), (interactions / users).toFixed(2)];
}

function section(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [`${title}: none`];
  return [`${title}:`, ...sentences.map((sentence) => `- ${sentence}`)];
}
