import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Csr, contains, csrFromPairs, expandRows, rowOf, transpose, union } from './csr.ts';
import { HnlmError } from './errors.ts';

type Pair = readonly [number, number];

/** Shapes with up to 12 rows and columns, and pairs within them, repeats included. */
const shapes = fc.record({ rows: fc.integer({ min: 1, max: 12 }), columns: fc.integer({ min: 1, max: 12 }) });
const pairsIn = ({ rows, columns }: { rows: number; columns: number }) =>
  fc.array(fc.tuple(fc.nat(rows - 1), fc.nat(columns - 1)), { maxLength: 60 });
const sets = shapes.chain((shape) => fc.record({ shape: fc.constant(shape), pairs: pairsIn(shape) }));

function build({ rows, columns }: { rows: number; columns: number }, pairs: readonly Pair[]): Csr {
  return csrFromPairs(
    rows,
    columns,
    pairs.map(([row]) => row),
    pairs.map(([, column]) => column),
  );
}

const named = (pairs: Iterable<Pair>) => new Set([...pairs].map(([row, column]) => `${row} ${column}`));
const stored = (csr: Csr) => named([...expandRows(csr)].map((row, n): Pair => [row, csr.indices[n]]));

describe('compressed rows', () => {
  it('hold the pairs that they are made from, each once, ascending within a row', () => {
    fc.assert(
      fc.property(sets, ({ shape, pairs }) => {
        const csr = build(shape, pairs);
        expect(stored(csr)).toEqual(named(pairs));
        expect(csr.indices).toHaveLength(named(pairs).size);
        expect(csr.indptr).toHaveLength(shape.rows + 1);
        for (let row = 0; row < shape.rows; row++) {
          const columns = [...rowOf(csr, row)];
          expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('contain exactly those pairs', () => {
    fc.assert(
      fc.property(sets, ({ shape, pairs }) => {
        const csr = build(shape, pairs);
        const known = named(pairs);
        for (let row = 0; row < shape.rows; row++) {
          for (let column = 0; column < shape.columns; column++) {
            expect(contains(csr, row, column)).toBe(known.has(`${row} ${column}`));
          }
        }
      }),
    );
  });

  it('swap rows and columns, and come back when transposed twice', () => {
    fc.assert(
      fc.property(sets, ({ shape, pairs }) => {
        const csr = build(shape, pairs);
        const swapped = transpose(csr);
        expect(stored(swapped)).toEqual(named(pairs.map(([row, column]): Pair => [column, row])));
        expect(transpose(swapped)).toEqual(csr);
      }),
    );
  });

  it('unite as sets do', () => {
    const two = shapes.chain((shape) =>
      fc.record({ shape: fc.constant(shape), first: pairsIn(shape), second: pairsIn(shape) }),
    );
    fc.assert(
      fc.property(two, ({ shape, first, second }) => {
        expect(union(build(shape, first), build(shape, second))).toEqual(build(shape, [...first, ...second]));
      }),
    );
  });

  it('may be empty', () => {
    const csr = csrFromPairs(2, 0, [], []);
    expect(csr.indices).toHaveLength(0);
    expect(contains(csr, 1, 0)).toBe(false);
  });

  it.each([
    [2, 0],
    [0, 3],
    [-1, 0],
    [0, Number.NaN],
  ])('refuse the pair (%s, %s) in a 2 x 3 matrix, and name it', (row, column) => {
    const build = () => csrFromPairs(2, 3, [0, row], [0, column]);
    expect(build).toThrow(HnlmError);
    expect(build).toThrow(`pair 1: (${row}, ${column}) lies outside a 2 x 3 matrix`);
  });
});
