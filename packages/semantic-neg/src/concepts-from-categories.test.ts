import { createRandom, csrFromPairs, type ItemText, idMap, type TrainView } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { conceptsFromCategories } from './concepts-from-categories.ts';
import { negativeRows } from './negative-set.ts';
import { swapAttributes } from './swap-attributes.ts';

const texts: ItemText[] = [
  {
    title: 'Toy Story',
    categories: ['Animation', 'Comedy'],
    description: 'Toys set out to save their owner.',
  },
  { title: 'Heat', categories: ['Action', 'Crime'] },
  { title: 'Shrek', categories: ['Animation', 'Comedy', 'Fantasy'], description: 'An ogre goes on a quest.' },
  { title: 'Scream', categories: ['Comedy', 'Horror'] },
  { title: 'Nameless' },
];
const data: TrainView = {
  part: 'train',
  users: idMap(['u']),
  items: idMap(['m0', 'm1', 'm2', 'm3', 'm4']),
  interactions: csrFromPairs(1, 5, [0, 0, 0], [0, 2, 4]),
  fingerprint: 'films',
  texts,
  review: () => undefined,
};

describe('conceptsFromCategories', () => {
  const concepts = conceptsFromCategories(data);

  it('offers categories that occur with those that stay, and none that the item has', () => {
    expect(concepts.alternatives('m0', 'Animation')).toEqual(['Fantasy', 'Horror']);
    expect(concepts.alternatives('m1', 'Crime')).toEqual([]);
  });

  it('describes without the title where it can', () => {
    const { type, attributes } = concepts.of(0)!;
    expect(concepts.describe({ type, attributes: { ...attributes, Animation: 'Horror' } })).toBe(
      'Horror, Comedy: Toys set out to save their',
    );
    expect(concepts.describe(concepts.of(1)!)).toBe('Action, Crime: Heat');
    expect(concepts.of(4)).toBeUndefined();
  });

  it('lets the generator swap a category for one that the history lacks', () => {
    const rows = negativeRows(swapAttributes({ data, concepts, random: createRandom(1) }));
    expect(rows.map(({ positive }) => positive)).toEqual(['m0', 'm2']);
    expect(rows[0].text).toMatch(/Horror/);
  });
});
