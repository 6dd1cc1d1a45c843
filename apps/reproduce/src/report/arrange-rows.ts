import type { RowResult } from './results.ts';

/** Rows of one kind, each followed by its controls. */
export interface RowGroup {
  readonly title: string;
  readonly rows: readonly RowResult[];
}

const titles = {
  baseline: 'Traditional sampling',
  text: 'Text, no semantic negatives',
  semantic: 'Semantic negatives',
  control: 'Controls of rows that were not run',
};

/**
 * Groups rows by kind in reading order and puts each control behind the row that it belongs to. Controls without their
 * row come last, so that no row is lost.
 */
export function arrangeRows(rows: readonly RowResult[]): readonly RowGroup[] {
  const ids = new Set(rows.filter((row) => row.kind !== 'control').map((row) => row.id));
  const orphan = (row: RowResult) => row.kind === 'control' && !ids.has(row.controls?.row ?? '');
  return (['baseline', 'text', 'semantic', 'control'] as const)
    .map((kind) => ({
      title: titles[kind],
      rows: rows
        .filter((row) => row.kind === kind && (kind !== 'control' || orphan(row)))
        .flatMap((row) => [
          row,
          ...rows.filter((other) => other.kind === 'control' && other.controls?.row === row.id),
        ]),
    }))
    .filter((group) => group.rows.length > 0);
}
