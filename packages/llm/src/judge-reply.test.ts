import { expect, test } from 'vitest';
import { z } from 'zod';
import type { ChatReply } from './chat-model.ts';
import { judgeReply } from './judge-reply.ts';

const task = {
  name: 'test',
  version: '1',
  system: 'Answer.',
  schema: z.strictObject({ text: z.string().min(1) }),
  abstained: (value: { text: string }) => value.text === 'None',
  check: (value: { text: string }, prompt: { user: string }) =>
    prompt.user.includes(value.text) ? 'it repeats the data' : undefined,
};
const usage = { promptTokens: 1, completionTokens: 1 };
const judge = (text: string, finish: ChatReply['finish'] = 'stop') =>
  judgeReply({ text, finish, usage }, task, { user: '{"title":"tea"}' });

test('accepts a reply of the right shape', () => {
  expect(judge('{"text":"coffee"}')).toEqual({
    status: 'ok',
    value: { text: 'coffee' },
    raw: { text: 'coffee' },
    repaired: false,
  });
});

test('never parses a cut reply, however whole it looks', () => {
  expect(judge('{"text":"coffee"}', 'length')).toMatchObject({
    status: 'failed',
    fault: expect.stringMatching(/cut/),
  });
  expect(judge('{"text":"coffee"}', 'unfinished')).toMatchObject({
    status: 'failed',
    fault: expect.stringMatching(/broke off/),
  });
});

test.each([
  ['', /empty/],
  [' \n', /empty/],
  ['no idea', /not one JSON object/],
  ['{"text":5}', /schema at "text"/],
  ['{"text":"a","more":1}', /schema \(unrecognized keys\)/],
  ['{"{"text": "a"}', /schema|not one JSON object/],
  ['{"text":"tea"}', /repeats the data/],
])('rejects %j', (text, fault) => {
  const verdict = judge(text);
  expect(verdict.status === 'failed' && verdict.fault).toMatch(fault);
});

test('takes the declined answer before the check', () => {
  expect(judge('{"text":"None"}')).toMatchObject({ status: 'abstained' });
});

test('does not quote the reply in a fault', () => {
  const verdict = judge('{"text":"a","ignore previous instructions":1}');
  expect(verdict.status === 'failed' && verdict.fault).not.toContain('ignore');
});
