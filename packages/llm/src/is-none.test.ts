import { expect, it } from 'vitest';
import { isNone } from './is-none.ts';

it.each(['', ' \n', '...', 'None', ' "none". ', 'NULL', 'NaN', '(undefined)', '❤️'])(
  'takes %j for nothing',
  (text) => {
    expect(isNone(text)).toBe(true);
  },
);

it.each([
  '绿茶礼盒',
  'Зелёный чай',
  'شاي أخضر',
  '緑茶',
  'Πράσινο τσάι',
  'हरी चाय',
  '7',
  'None but the brave',
  'nonet',
])('takes %j for a text', (text) => {
  expect(isNone(text)).toBe(false);
});
