import { createRandom } from '@hnlm/core';

/** One interaction of the toy data. */
export interface ToyInteraction {
  readonly user: string;
  readonly item: string;
  readonly rating: number;
  readonly review: string;
}

const users = 24;
const items = 30;
const perUser = 10;
const materials = ['oak', 'steel', 'wool', 'glass', 'clay'];
const things = ['lamp', 'chair', 'bowl', 'clock', 'rug', 'shelf'];

/** The word that occurs in the review of one pair and nowhere else. */
export function markOf(user: string, item: string): string {
  return `marker${user}of${item}`;
}

/** Ten rated and reviewed interactions of each of 24 users, ids without order. */
export function toyInteractions(): ToyInteraction[] {
  const random = createRandom('toy data');
  return Array.from({ length: users }, (_, n) => `u${(n * 7) % users}`).flatMap((user) => {
    const order = random.split(user).shuffle(Int32Array.from({ length: items }, (_, item) => item));
    return Array.from(order.subarray(0, perUser), (n): ToyInteraction => {
      const item = `p${n}`;
      const rating = 3 + random.split(user, item).integer(3);
      return { user, item, rating, review: `Nice ${things[n % 6]}, says ${markOf(user, item)}.` };
    });
  });
}

/** Titles, descriptions and categories of the 30 items, by id. */
export function toyItems(): { id: string; title: string; description: string; categories: string[] }[] {
  return Array.from({ length: items }, (_, n) => {
    const [thing, material] = [things[n % 6], materials[n % 5]];
    return {
      id: `p${n}`,
      title: `${material} ${thing} ${n}`,
      description: `A ${thing} made of ${material} for a quiet corner of the home`,
      categories: [thing, material],
    };
  });
}

/** Writes a table with a header and commas. */
export function csv(rows: readonly object[]): string {
  const line = (fields: readonly unknown[]) => fields.map((field) => JSON.stringify(String(field))).join(',');
  return `${[Object.keys(rows[0]), ...rows.map((row) => Object.values(row))].map(line).join('\n')}\n`;
}
