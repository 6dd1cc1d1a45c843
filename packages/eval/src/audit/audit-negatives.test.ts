import { csrFromPairs, idMap } from '@hnlm/core';
import { describe, expect, test } from 'vitest';
import { auditNegatives } from './audit-negatives.ts';

const data = {
  users: idMap(['ann', 'bob']),
  items: idMap(['x', 'y', 'z']),
  interactions: csrFromPairs(2, 3, [0, 0, 1], [0, 1, 1]),
  texts: [{ title: 'The Red Oak Table' }, { title: 'It' }, {}],
};

/** Ann has x and y, Bob has y. */
const negatives = [
  { user: 'ann', positive: 'x', text: 'A new red-oak table', grounded: [{ item: 'x', similarity: 0.9 }] },
  {
    user: 'ann',
    positive: 'x',
    text: 'Buy "the RED oak table" now',
    grounded: [{ item: 'z', similarity: 0.5 }],
  },
  { user: 'ann', positive: 'y', text: 'the red oak table', grounded: [{ item: 'z', similarity: 0.3 }] },
  { user: 'ann', positive: 'y', text: 'What it is not', grounded: [] },
  { user: 'bob', positive: 'y', text: 'The red, oak table', grounded: [{ item: 'y', similarity: 0.7 }] },
];

describe('auditNegatives', () => {
  const audit = auditNegatives({
    negatives,
    data,
    coverage: { pairs: 10, covered: 5, uncovered: { none: 3, 'no answer': 2 } },
  });

  test('counts grounding among those that were grounded', () => {
    expect(audit.grounded).toBe(3 / 4);
    expect(audit.nearest).toBeCloseTo((0.9 + 0.5 + 0.3 + 0.7) / 4, 14);
    expect(audit.nearestInHistory).toBe(2 / 4);
  });

  test('tells copies of the positive from copies of the rest of the history', () => {
    // Row 1 says the title of x for x, row 2 that of x for y; Bob does not have x, and "it" is too short to count.
    expect(audit.copiesPositive).toBe(1 / 5);
    expect(audit.copiesHistory).toBe(1 / 5);
  });

  test('counts repeated texts, of all and of the same user', () => {
    expect(audit).toMatchObject({ pairs: 5, distinctTexts: 4, repeated: 1 / 5, repeatedForUser: 0 });
    expect(audit.words).toBeCloseTo((5 + 6 + 4 + 4 + 4) / 5, 14);
    const twice = auditNegatives({ negatives: [negatives[0], negatives[0]], data });
    expect(twice).toMatchObject({ repeated: 0.5, repeatedForUser: 0.5, without: null });
  });

  test('passes on why pairs have no text', () => {
    expect(audit.without).toEqual({ share: 0.5, reasons: { none: 0.3, 'no answer': 0.2 } });
  });

  test('has no grounding figures where nothing was grounded', () => {
    const plain = auditNegatives({ negatives: [{ user: 'ann', positive: 'x', text: '' }], data });
    expect(plain).toMatchObject({ grounded: null, nearest: null, nearestInHistory: null, words: 0 });
  });

  test('refuses no negatives, and ids that are not in the data', () => {
    expect(() => auditNegatives({ negatives: [], data })).toThrow('no negatives to audit');
    const stranger = { ...negatives[0], user: 'eve' };
    expect(() => auditNegatives({ negatives: [negatives[0], stranger], data })).toThrow(
      'negative 1 is of user "eve", which is not in the data',
    );
    const astray = { ...negatives[0], grounded: [{ item: 'q', similarity: 1 }] };
    expect(() => auditNegatives({ negatives: [astray], data })).toThrow('item "q"');
  });
});
