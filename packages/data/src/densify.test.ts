import { expect, it } from 'vitest';
import { densify } from './densify.ts';

const rows = [
  { user: 2, item: 0 },
  { user: 1, item: 1 },
];

it('orders plain integer ids by value, beyond 2^53 too, and leaves out what does not occur', () => {
  const ids = { users: ['7', '9007199254740993', '9007199254740992'], items: ['10', '9'] };
  const { users, items, parts } = densify(ids, [rows.slice(0, 1), rows.slice(1)]);
  expect(users.ids).toEqual(['9007199254740992', '9007199254740993']);
  expect(items.ids).toEqual(['9', '10']);
  expect(parts).toEqual([[{ user: 0, item: 1 }], [{ user: 1, item: 0 }]]);
});

it('keeps the order of first appearance for every other id', () => {
  const { users, items } = densify({ users: ['z', 'b', 'a'], items: ['10', '09'] }, [rows]);
  expect(users.ids).toEqual(['b', 'a']);
  expect(items.ids).toEqual(['10', '09']);
});
