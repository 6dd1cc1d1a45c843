import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SharingGroup, shareTexts } from './share-texts.ts';

const groupOf = (table: number[][]): SharingGroup => ({
  members: table.length,
  candidates: table[0]?.length ?? 0,
  suits: (member, candidate) => table[member][candidate],
});

describe('shareTexts', () => {
  it('gives every group one text before any gets two, larger groups first', () => {
    const large = groupOf([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    const small = groupOf([[0.1, 0.2]]);
    const counts = (budget: number) => shareTexts([small, large], budget).map(({ chosen }) => chosen.length);
    expect(counts(1)).toEqual([0, 1]);
    expect(counts(2)).toEqual([1, 1]);
    expect(counts(3)).toEqual([1, 2]);
    expect(counts(9)).toEqual([1, 2]);
  });

  it('lets members share what suits them', () => {
    const [{ chosen, choice }] = shareTexts(
      [
        groupOf([
          [0.9, 0.1],
          [0.8, 0.3],
          [0, 1],
        ]),
      ],
      2,
    );
    expect(Array.from(choice, (index) => chosen[index])).toEqual([0, 0, 1]);
  });

  it('keeps the budget, gives each member the best of what was chosen, and wastes nothing', () => {
    const tables = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 5 }))
        .chain(([members, candidates]) => {
          const value = fc.double({ min: 0, max: 1, noNaN: true });
          const row = fc.array(value, { minLength: candidates, maxLength: candidates });
          return fc.array(row, { minLength: members, maxLength: members });
        }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 20 }), (all, budget) => {
        const shared = shareTexts(all.map(groupOf), budget);
        const total = shared.reduce((sum, { chosen }) => sum + chosen.length, 0);
        expect(total).toBeLessThanOrEqual(budget);
        const servable = all.filter((table) => table.length > 0 && table[0].length > 0).length;
        expect(shared.filter(({ chosen }) => chosen.length > 0)).toHaveLength(Math.min(budget, servable));
        for (const [index, { chosen, choice }] of shared.entries()) {
          expect(new Set(chosen).size).toBe(chosen.length);
          for (const [member, at] of choice.entries()) {
            if (chosen.length === 0) expect(at).toBe(-1);
            else
              expect(all[index][member][chosen[at]]).toBe(
                Math.max(...chosen.map((one) => all[index][member][one])),
              );
          }
        }
      }),
    );
  });
});
