import { createRandom } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { describeConcept } from './concept-tree.ts';
import { type Product, simulateCatalogue } from './simulate-catalogue.ts';

const distinct = (products: readonly Product[], of: (product: Product) => string | undefined) =>
  new Set(products.map(of)).size;

describe('simulateCatalogue', () => {
  it('keeps 20,000 products apart: by attributes all of them, by title nearly all', () => {
    const products = simulateCatalogue(20_000, createRandom(1));
    expect(distinct(products, ({ concept }) => describeConcept(concept))).toBe(20_000);
    expect(distinct(products, ({ text }) => text.title)).toBeGreaterThan(19_000);
    expect(distinct(products, ({ text }) => text.title + text.description! + text.brand)).toBe(20_000);
  });

  it('uses every combination of a type before it repeats one, then names the brand', () => {
    const products = simulateCatalogue(60_000, createRandom(1));
    const seen = new Set<string>();
    let again = 0;
    for (const { concept, text } of products) {
      const title = describeConcept(concept);
      const repeated = seen.has(title);
      expect(text.title!.includes(', by ')).toBe(repeated);
      if (repeated) again++;
      seen.add(title);
    }
    expect(seen.size + again).toBe(60_000);
    expect(again).toBeGreaterThan(10_000);
  });
});
