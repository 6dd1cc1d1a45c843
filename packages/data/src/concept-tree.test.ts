import { describe, expect, it } from 'vitest';
import { conceptTree, productTypes } from './concept-tree.ts';

const bench = {
  type: 'garden bench',
  attributes: { material: 'wooden', style: 'rustic', theme: 'bird', place: 'patios' },
};
const tree = conceptTree([bench]);

describe('conceptTree', () => {
  it('knows the concept of an item, and no other item', () => {
    expect(tree.of(0)).toBe(bench);
    expect(() => tree.of(1)).toThrow('item 1 is not one of the 1 items');
  });

  it('lists what a dimension of a type can be', () => {
    expect(tree.alternatives('garden bench', 'material')).toEqual([
      'wooden',
      'steel',
      'bamboo',
      'plastic',
      'cast-iron',
    ]);
    expect(tree.alternatives('garden bench', 'scent')).toEqual([]);
    expect(tree.alternatives('submarine', 'material')).toEqual([]);
  });

  it('writes titles, also of products that do not exist', () => {
    expect(tree.describe(bench)).toBe('rustic wooden bird garden bench for patios');
    expect(tree.describe({ ...bench, attributes: { ...bench.attributes, material: 'steel' } })).toBe(
      'rustic steel bird garden bench for patios',
    );
    expect(tree.describe({ type: 'mug', attributes: {} })).toBe('mug');
  });

  it('mentions every value of every type, so that no swap goes unseen', () => {
    for (const { name, dimensions } of productTypes) {
      for (const [dimension, values] of Object.entries(dimensions)) {
        expect(new Set(values).size).toBe(values.length);
        for (const value of values) {
          expect(tree.describe({ type: name, attributes: { [dimension]: value } })).toContain(value);
        }
      }
    }
  });
});
