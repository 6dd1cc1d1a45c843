import { simulateWorld } from '@hnlm/data';
import { hybridNegatives } from '@hnlm/semantic-neg';
import { expect, it } from 'vitest';
import { givenNegatives } from './given-negatives.ts';

it('gives each positive what was made for its pair, whatever the batch', () => {
  const { train: data } = simulateWorld({ users: 20, items: 30, seed: 1 }).dataset;
  const { indptr, indices } = data.interactions;
  const none = { texts: [], pairs: [], coverage: { pairs: indices.length, covered: 0, uncovered: {} } };
  const retrieved = (_user: number, positive: number) =>
    Array.from({ length: 30 }, (_, n) => (positive + n) % 30);
  const hybrid = hybridNegatives({ negatives: none, data, retrieved, perGenerated: 1, perRetrieved: 2 });
  const sampler = givenNegatives(hybrid);
  expect(sampler.plan).toBe('3 negatives a positive that were made beforehand: 100.0 % retrieved');

  const prepared = sampler.prepare({ data } as never);
  const places = [7, 0, indices.length - 1, 7];
  const users = Int32Array.from(places, (place) => indptr.findIndex((start) => start > place) - 1);
  const items = Int32Array.from(places, (place) => indices[place]);
  const drawn = prepared.sample({ users, items }, {} as never);
  const rows = places.flatMap((place) => [...hybrid.items.subarray(3 * place, 3 * place + 3)]);
  expect([...drawn.items]).toEqual(rows);
  expect([...drawn.weights!]).toEqual(
    places.flatMap((place) => [...hybrid.weights.subarray(3 * place, 3 * place + 3)]),
  );
  const { train: other } = simulateWorld({ users: 20, items: 30, seed: 2 }).dataset;
  expect(() => sampler.prepare({ data: other } as never)).toThrow('belong to other train interactions');
});
