import { expect, it } from 'vitest';
import { csrFromPairs } from './csr.ts';
import { asPublished, type SelectionSet, type Test } from './dataset.ts';
import { idMap } from './ids.ts';

const held: Test = {
  part: 'test',
  users: idMap(['ann']),
  items: idMap(['x', 'y']),
  interactions: csrFromPairs(1, 2, [0], [1]),
  masked: csrFromPairs(1, 2, [0], [0]),
  fingerprint: 'toy',
};

it('declares a test part as a selection set, with the same data under another name', () => {
  const declared: SelectionSet = asPublished(held);
  expect(declared).toEqual({ ...held, part: 'test-as-published' });
  expect(held.part).toBe('test');
});

it('does not let a test part select without that declaration', () => {
  // @ts-expect-error: early stopping on test data must not compile.
  const selection: SelectionSet = held;
  expect(selection.part).not.toBe('validation');
});
