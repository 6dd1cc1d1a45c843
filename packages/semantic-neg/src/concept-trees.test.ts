import { createRandom } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { withModel } from './__fixtures__/with-model.ts';
import type { Concept } from './concept-source.ts';
import { conceptTask } from './concept-task.ts';
import { conceptsFromTrees } from './concepts-from-trees.ts';
import { extractConcepts } from './extract-concepts.ts';
import { llmConcepts } from './llm-concepts.ts';
import { negativeRows } from './negative-set.ts';
import { swapAttributes } from './swap-attributes.ts';

const data = blockShop();

describe('extractConcepts', () => {
  it('reads type, brand and the first word of each dimension', () => {
    const texts = data.items.ids.map(() => ({}));
    const view = {
      ...data,
      texts: [
        {
          title: 'Red Farm Puzzle, green edition',
          description: 'A wooden puzzle for toddlers and kids',
          categories: ['Toys', 'Puzzles'],
          brand: 'Holz',
        },
        { title: 'Nothing known', categories: ['Toys'] },
        ...texts.slice(2),
      ],
    };
    const concepts = extractConcepts({ data: view });
    expect(concepts[0]).toEqual({
      type: 'Puzzles',
      attributes: { brand: 'Holz', colour: 'red', material: 'wooden', audience: 'kids' },
    });
    expect(concepts.slice(1).every((concept) => concept === undefined)).toBe(true);
  });
});

describe('conceptsFromTrees', () => {
  const concepts: (Concept | undefined)[] = [
    { type: 'puzzle', attributes: { material: 'wooden', theme: 'farm' } },
    { type: 'puzzle', attributes: { material: 'paper', theme: 'space' } },
    { type: 'ball', attributes: { material: 'rubber' } },
    ...data.items.ids.slice(3).map(() => undefined),
  ];

  it('offers values of the same type, and of any where the type knows no other', () => {
    const source = conceptsFromTrees({ data, concepts });
    expect(source.alternatives('puzzle', 'material')).toEqual(['paper', 'wooden']);
    expect(source.alternatives('ball', 'material')).toEqual(['paper', 'rubber', 'wooden']);
    expect(source.alternatives('ball', 'colour')).toEqual([]);
    expect(source.describe(concepts[0]!)).toBe('wooden farm puzzle');
    expect(source.of(5)).toBeUndefined();
  });

  it('swaps the root if asked', () => {
    const source = conceptsFromTrees({ data, concepts, swapRoot: true });
    const concept = source.of(0)!;
    expect(source.alternatives('puzzle', 'category')).toEqual(['ball', 'puzzle']);
    const edited = { ...concept, attributes: { ...concept.attributes, category: 'ball' } };
    expect(source.describe(edited)).toBe('wooden farm ball');
  });

  it('refuses a list of another length', () => {
    expect(() => conceptsFromTrees({ data, concepts: [] })).toThrow(/0 concepts for 41 items/);
  });
});

describe('llmConcepts', () => {
  it('turns replies into trees of which k nodes can be edited', async () => {
    const { result, chats } = await withModel(
      {
        reply: ({ messages }) => {
          const { title } = JSON.parse(messages.at(-1)!.content) as { title: string };
          const [material, theme, category] = title.split(' ');
          const attributes = [
            { dimension: 'Material', value: material.toUpperCase() },
            { dimension: 'theme', value: theme },
          ];
          return JSON.stringify({ category, attributes });
        },
      },
      (asking) => llmConcepts({ data, ...asking, dimensions: ['material', 'theme'] }),
    );
    expect(chats).toBe(40);
    expect(result.notes).toEqual([{ what: 'items without a text', count: 1, examples: ['item-40'] }]);
    const concepts = conceptsFromTrees({ data, concepts: result.concepts });
    for (const k of [1, 2]) {
      const rows = negativeRows(swapAttributes({ data, concepts, k, random: createRandom(1) }));
      expect(rows).toHaveLength(data.interactions.indices.length - 1);
      for (const { text, positive } of rows) {
        const title = data.texts[data.items.indexOf(positive)!].title!.split(' ');
        expect(text.split(' ').filter((word, index) => word !== title[index])).toHaveLength(k);
      }
    }
  });

  it.each([
    ['a long value', [{ dimension: 'theme', value: 'a b c d e' }], /5 words; write at most 4/],
    [
      'a repeated dimension',
      [
        { dimension: 'theme', value: 'a' },
        { dimension: 'Theme', value: 'b' },
      ],
      /twice/,
    ],
    ['an unknown dimension', [{ dimension: 'weight', value: 'a' }], /not one of/],
  ])('asks again for %s', (_, attributes, fault) => {
    const prompt = { user: JSON.stringify({ dimensions: ['theme'] }) };
    expect(conceptTask.check?.({ category: 'toy', attributes }, prompt)).toMatch(fault);
  });
});
