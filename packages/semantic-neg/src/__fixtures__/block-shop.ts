import { createRandom, csrFromPairs, idMap, type TrainView } from '@hnlm/core';
import type { ConceptSource } from '../concept-source.ts';

const materials = ['wooden', 'plastic', 'steel', 'paper'];
const themes = ['dinosaur', 'space', 'farm', 'pirate', 'castle'];
const types = ['puzzle', 'blocks'];

const products = types.flatMap((type) =>
  materials.flatMap((material) => themes.map((theme) => ({ type, attributes: { material, theme } }))),
);

/** Concepts of the shop; the last item has none. */
export const blockConcepts: ConceptSource = {
  of: (item) => products[item],
  alternatives: (_, dimension) => (dimension === 'material' ? materials : themes),
  describe: ({ type, attributes }) => `${attributes.material} ${attributes.theme} ${type}`,
};

/**
 * A shop of 40 products and one without a text, with 60 users: user u never buys plastic if u is even, and never
 * anything about space if u is odd.
 */
export function blockShop(): TrainView {
  const users = idMap(Array.from({ length: 60 }, (_, user) => `user-${user}`));
  const items = idMap(Array.from({ length: 41 }, (_, item) => `item-${item}`));
  const random = createRandom('block-shop');
  const pairs: [number, number][] = [[0, 40]];
  for (let user = 0; user < users.size; user++) {
    for (let draw = 0; draw < 12; draw++) {
      const item = random.integer(40);
      const { material, theme } = products[item].attributes;
      if (user % 2 === 0 ? material === 'plastic' : theme === 'space') continue;
      pairs.push([user, item]);
    }
  }
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
    fingerprint: 'block-shop',
    texts: items.ids.map((_, item) => {
      const product = products[item];
      if (!product) return {};
      const { material, theme } = product.attributes;
      return { title: blockConcepts.describe(product), categories: [product.type, material, theme] };
    }),
    review: () => undefined,
  };
}

/** The same shop with users and items in another order. */
export function reordered(data: TrainView, seed: number): TrainView {
  const random = createRandom(seed);
  const userOrder = random.shuffle(Array.from(data.users.ids, (_, index) => index));
  const itemOrder = random.shuffle(Array.from(data.items.ids, (_, index) => index));
  const users = idMap(userOrder.map((user) => data.users.ids[user]));
  const items = idMap(itemOrder.map((item) => data.items.ids[item]));
  const rows: number[] = [];
  const columns: number[] = [];
  for (let user = 0; user < data.users.size; user++) {
    for (let at = data.interactions.indptr[user]; at < data.interactions.indptr[user + 1]; at++) {
      rows.push(users.indexOf(data.users.ids[user])!);
      columns.push(items.indexOf(data.items.ids[data.interactions.indices[at]])!);
    }
  }
  return {
    ...data,
    users,
    items,
    interactions: csrFromPairs(users.size, items.size, rows, columns),
    texts: itemOrder.map((item) => data.texts[item]),
    review: (user, item) => data.review(userOrder[user], itemOrder[item]),
  };
}

/** The concepts of the reordered shop. */
export function reorderedConcepts(data: TrainView, other: TrainView): ConceptSource {
  return { ...blockConcepts, of: (item) => blockConcepts.of(data.items.indexOf(other.items.ids[item])!) };
}
