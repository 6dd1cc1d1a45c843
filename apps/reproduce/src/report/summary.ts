import { formatChange, formatP, formatSpread } from './format.ts';
import type { Comparison, RowResult, RunResults } from './results.ts';
import { comparisonWith, isShown, referenceRows } from './table-columns.ts';

/** What the numbers say, in sentences. */
export interface Summary {
  /** Which row is best, and against what. */
  readonly lead: string;
  /** How each other row with text stands. */
  readonly others: readonly string[];
  /** What each control rules out, or does not. */
  readonly controls: readonly string[];
}

/**
 * Puts the results into sentences that are as true of a defeat as of a success. The best row is the one that validation
 * chooses; a difference with p above the threshold is called "not shown".
 */
export function summarise(results: RunResults): Summary {
  const metric = results.selectionMetric;
  const rows = results.rows.filter((row) => row.kind !== 'control');
  const best = highest(rows, (row) => row.validation.mean);
  if (best === undefined) return { lead: 'No row was run.', others: [], controls: [] };

  const onTest = highest(rows, (row) => row.test[metric]?.mean ?? Number.NEGATIVE_INFINITY);
  const text = rows.filter((row) => row !== best && (row.kind === 'text' || row.kind === 'semantic'));
  const lead = `By validation, ${best.label} is the best of ${rows.length} rows. Its test ${metric} of ${standing(best, results)}.`;
  const aside = onTest === best ? '' : ` By test, which chose nothing, ${onTest?.label} would be the best.`;
  return {
    lead: lead + aside,
    others: text.map((row) => `${row.label}: ${standing(row, results)}.`),
    controls: results.rows.filter((row) => row.kind === 'control').map((row) => finding(row, results.rows)),
  };
}

function highest(rows: readonly RowResult[], value: (row: RowResult) => number): RowResult | undefined {
  return rows.toSorted((first, second) => value(second) - value(first))[0];
}

/** Says how a row stands against each reference: `0.41 ± 0.01 beats A (+4.0 %, p < .0001); falls behind B (…)`. */
function standing(row: RowResult, results: RunResults): string {
  const compared = referenceRows(results).flatMap(({ id, label }) => {
    const comparison = comparisonWith(row, id);
    return comparison === undefined ? [] : [{ comparison, text: `${label} (${figures(comparison)})` }];
  });
  const clause = (words: string, wanted: (comparison: Comparison) => boolean) => {
    const named = compared.filter(({ comparison }) => wanted(comparison)).map(({ text }) => text);
    return named.length === 0 ? [] : [`${words} ${enumerate(named)}`];
  };
  const clauses = [
    ...clause('beats', (comparison) => isShown(comparison) && comparison.change > 0),
    ...clause('falls behind', (comparison) => isShown(comparison) && comparison.change <= 0),
    ...clause('is not shown to differ from', (comparison) => !isShown(comparison)),
  ];
  const spread = row.test[results.selectionMetric];
  const value = spread === undefined ? 'an unknown value' : unbroken(formatSpread(spread, row.seeds.length));
  return `${value} ${clauses.length === 0 ? 'was compared with no other row' : clauses.join('; it ')}`;
}

/** Says what one control rules out. It does so only if it is clearly worse than the row that it controls. */
function finding(control: RowResult, rows: readonly RowResult[]): string {
  const { row: id, rulesOut } = control.controls ?? { row: '', rulesOut: 'unknown' };
  const owner = rows.find((row) => row.id === id)?.label ?? `"${id}", which was not run`;
  const comparison = comparisonWith(control, id);
  if (comparison === undefined)
    return `${control.label}: not compared with ${owner}. Not ruled out: ${rulesOut}.`;
  if (!isShown(comparison)) {
    return `${control.label}: no difference from ${owner} shown (${figures(comparison)}). Not ruled out: ${rulesOut}.`;
  }
  return comparison.change < 0
    ? `${control.label}: worse than ${owner} (${figures(comparison)}). Ruled out: ${rulesOut}.`
    : `${control.label}: better than ${owner} (${figures(comparison)}). Not ruled out: ${rulesOut}.`;
}

function figures(comparison: Comparison): string {
  return unbroken(`${formatChange(comparison.change)}, ${formatP(comparison.pUsers)}`);
}

/** Replaces spaces by ones at which no line breaks. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
