import { expect, it } from 'vitest';
import { didYouMean, suggest } from './suggest.ts';

const known = ['lightgcn', 'ngcf', 'simgcl', 'mf'];

it.each([
  ['lightgnc', 'lightgcn'],
  ['LightGCN', 'lightgcn'],
  ['ligtgcn', 'lightgcn'],
  ['simgcll', 'simgcl'],
  ['ngfc', 'ngcf'],
  ['m', 'mf'],
])('takes "%s" for %s', (name, meant) => {
  expect(suggest(name, known)).toBe(meant);
});

it.each(['transformer', 'abc', ''])('has nothing to suggest for "%s"', (name) => {
  expect(suggest(name, ['lightgcn', 'ngcf', 'simgcl'])).toBeUndefined();
});

it('prefers the nearest name, and of equals the first', () => {
  expect(suggest('dns8', ['dns16', 'dns'])).toBe('dns');
  expect(suggest('dnx', ['dns', 'dny'])).toBe('dns');
});

it('writes the end of an error about an unknown name', () => {
  expect(didYouMean('lightgnc', known)).toBe('Did you mean "lightgcn"? Known: lightgcn, ngcf, simgcl, mf.');
  expect(didYouMean('transformer', known)).toBe('Known: lightgcn, ngcf, simgcl, mf.');
});
