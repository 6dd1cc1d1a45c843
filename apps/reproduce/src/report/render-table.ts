import { arrangeRows } from './arrange-rows.ts';
import { formatChange, formatMetric, formatSpread } from './format.ts';
import type { Comparison, RowResult, RunResults } from './results.ts';
import { runsInWords } from './runs-in-words.ts';
import {
  comparedWith,
  comparisonWith,
  headlineMetrics,
  isShown,
  referenceRows,
  significance,
} from './table-columns.ts';
import { wrapWords } from './wrap-words.ts';

const width = 110;
const leastLabel = 28;

/** One column behind the row labels; its head has two lines. */
interface Column {
  readonly head: readonly [string, string];
  cell(row: RowResult): string;
}

/**
 * Renders the results as a table of plain text of at most 110 columns. Changes are of the selection metric on test, with
 * a star where they are shown; the least used reference rows are left out where there is no room, since the report has
 * them.
 */
export function renderTable(results: RunResults): string {
  const columns = chooseColumns(results);
  const groups = arrangeRows(results.rows);
  const longest = Math.max(leastLabel, ...results.rows.map((row) => indentOf(row).length + row.label.length));
  const taken = columns.reduce((sum, column) => sum + widthOf(column, results), 0);
  const labelWidth = Math.min(width - taken, longest);

  const line = (label: string, cells: readonly string[]) =>
    (
      label.padEnd(labelWidth) +
      cells.map((cell, index) => cell.padStart(widthOf(columns[index], results))).join('')
    ).trimEnd();
  const rowLines = (row: RowResult) => {
    const indent = indentOf(row);
    const [first, ...rest] = wrapWords(row.label, labelWidth - indent.length - 1);
    const cells = columns.map((column) => column.cell(row));
    return [line(indent + first, cells), ...rest.map((words) => `${indent} ${words}`)];
  };
  const rule = '─'.repeat(labelWidth + taken);
  return [
    line(
      '',
      columns.map(({ head }) => head[0]),
    ),
    line(
      '',
      columns.map(({ head }) => head[1]),
    ),
    rule,
    ...groups.flatMap(({ title, rows }) => [title, ...rows.flatMap(rowLines)]),
    rule,
    runsInWords(results),
    `Changes are of test ${results.selectionMetric}. * p <= ${significance}, paired t-test over users; without it: not shown.`,
    '',
  ].join('\n');
}

function chooseColumns(results: RunResults): readonly Column[] {
  const metrics = headlineMetrics(results).map((name) => metricColumn(name));
  const validation: Column = {
    head: ['validation', results.selectionMetric],
    cell: (row) => formatMetric(row.validation.mean),
  };
  const byUse = referenceRows(results).toSorted(
    (first, second) => comparedWith(results, second) - comparedWith(results, first),
  );
  const references = byUse.map(({ id }) => changeColumn(id, (row) => comparisonWith(row, id)));
  const owner = changeColumn('own row', (row) => comparisonWith(row, row.controls?.row));
  const last = results.rows.some((row) => owner.cell(row) !== '') ? [owner] : [];
  const all = () => [...metrics, validation, ...references, ...last];
  const room = width - leastLabel;
  while (references.length > 0 && all().reduce((sum, column) => sum + widthOf(column, results), 0) > room) {
    references.pop();
  }
  return all();
}

function metricColumn(name: string): Column {
  return {
    head: ['test', name],
    cell: (row) => (row.test[name] === undefined ? '' : formatSpread(row.test[name], row.seeds.length)),
  };
}

function changeColumn(name: string, find: (row: RowResult) => Comparison | undefined): Column {
  return {
    head: ['vs', name],
    cell(row) {
      const comparison = find(row);
      return comparison === undefined
        ? ''
        : formatChange(comparison.change) + (isShown(comparison) ? '*' : ' ');
    },
  };
}

function widthOf({ head, cell }: Column, results: RunResults): number {
  return 2 + Math.max(...head.map((line) => line.length), ...results.rows.map((row) => cell(row).length));
}

function indentOf(row: RowResult): string {
  return row.kind === 'control' ? '    ' : '  ';
}
