import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseReply } from './parse-reply.ts';

const value = { a: 'x {y} <think>z</think>', b: [1, '"}'] };
const json = JSON.stringify(value);

test.each([
  ['plain', json],
  ['byte order mark', `\uFEFF${json}`],
  ['thoughts', `<think>maybe {"a": 1}?\n</think>\n${json}`],
  ['fence', `\`\`\`json\n${json}\n\`\`\``],
  ['thoughts and fence', `<think>hm</think>\n\`\`\`\n${json}\n\`\`\`\n`],
  ['the end of thoughts alone', `Maybe {"a":"draft"}? Or {"b": no.\n</think>\n\n${json}`],
  ['prose before thoughts', `Let me see.\n<think>maybe {"a": 1}?</think>\n${json}`],
  ['the same object twice', `${json}\n${json}`],
  ['prose around', `Here you are: ${json} Hope it helps {really}!`],
])('reads JSON as it is: %s', (_, text) => {
  expect(parseReply(text)).toEqual({ value, repaired: false });
});

test.each([
  ['single quotes', "{'a': 'b'}", { a: 'b' }],
  ['trailing comma', '{"a": "b",}', { a: 'b' }],
  ['None', '{"a": None}', { a: null }],
  ['inner quotes', 'Sure: {"a": "the "best" one"}', { a: 'the "best" one' }],
])('mends JSON and says so: %s', (_, text, expected) => {
  expect(parseReply(text)).toEqual({ value: expected, repaired: true });
});

test.each([
  ['prose', 'I cannot tell.'],
  ['no end', '{"summarization":"a","reas'],
  ['thoughts without an end', '<think>{"a": 1}'],
  ['prose before thoughts without an end', 'Well. <think>{"a": 1}'],
  ['thoughts alone', '{"a": 1}</think>'],
  ['two objects', 'I must answer as {"a": "..."}.\n{"a":"tea"}'],
  ['two objects to mend', `{'a': 'x'} or {'a': 'y'}`],
  ['empty', ''],
])('finds nothing in: %s', (_, text) => {
  expect(parseReply(text)).toBeUndefined();
});

test('returns any JSON object unchanged, also amid prose', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      const text = JSON.stringify(object);
      const expected = { value: JSON.parse(text), repaired: false };
      expect(parseReply(text)).toEqual(expected);
      expect(parseReply(`The answer is ${text}. Good luck!`)).toEqual(expected);
    }),
  );
});
