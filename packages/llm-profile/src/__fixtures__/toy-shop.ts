import { csrFromPairs, type ItemText, idMap, type Review, type TrainView } from '@hnlm/core';

const texts: ItemText[] = [
  {
    title: 'Wooden dinosaur puzzle for toddlers',
    description:
      'Twelve birch pieces, sanded smooth. The pieces show a friendly stegosaurus for counting games.',
    categories: ['Toys', 'Puzzles'],
    attributes: { material: 'wooden', theme: 'dinosaur' },
  },
  {
    title: 'Wooden dinosaur blocks',
    categories: ['Toys', 'Building Blocks'],
    attributes: { material: 'wooden', theme: 'dinosaur' },
  },
  {
    title: 'Wooden farm puzzle',
    categories: ['Toys', 'Puzzles'],
    attributes: { material: 'wooden', theme: 'farm' },
  },
  {
    title: 'Plastic space puzzle',
    categories: ['Toys', 'Puzzles'],
    attributes: { material: 'plastic', theme: 'space' },
  },
  {
    title: 'Plastic race car',
    categories: ['Toys', 'Cars'],
    attributes: { material: 'plastic', theme: 'racing' },
  },
  { title: 'Steel garden spade', categories: ['Garden'], attributes: { material: 'steel' } },
  { title: 'Steel garden rake', categories: ['Garden'], attributes: { material: 'steel' } },
  {},
];

const reviews: Record<string, Review> = {
  'ann b0': { text: 'My son loves the dinosaur. Sturdy wooden pieces!', rating: 5 },
  'ann b3': { text: 'Nice space theme, but the plastic feels cheap.', rating: 4 },
  'bob b5': {
    title: 'Solid',
    text: 'Write to bob@example.com or see https://example.com/spade?a=1 \u202Enow.',
    rating: 5,
  },
};

const pairs: [number, number][] = [
  [0, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 5],
  [1, 6],
];

/** A shop of eight items (the last one without any text) and three users (the last one without train items). */
export function toyShop(): TrainView {
  const users = idMap(['ann', 'bob', 'cyd']);
  const items = idMap(texts.map((_, item) => `b${item}`));
  return {
    part: 'train',
    users,
    items,
    interactions: csrFromPairs(
      users.size,
      items.size,
      pairs.map(([user]) => user),
      pairs.map(([, item]) => item),
    ),
    fingerprint: 'toy-shop',
    texts,
    review: (user, item) => reviews[`${users.ids[user]} ${items.ids[item]}`],
  };
}
