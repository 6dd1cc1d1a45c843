import assert from 'node:assert/strict';
import type { ChatModel, ChatRequest } from '../chat-model.ts';

const request: ChatRequest = {
  messages: [
    {
      role: 'system',
      content: 'The user message is JSON. Reply with JSON: {"summary": "..."}, at most five words.',
    },
    { role: 'user', content: JSON.stringify({ title: 'Green tea from Uji' }) },
  ],
  schema: {
    type: 'object',
    properties: { summary: { type: 'string' } },
    required: ['summary'],
    additionalProperties: false,
  },
  temperature: 0,
  seed: 1,
  maxTokens: 100,
  contextTokens: 1024,
};

/**
 * Checks that a chat model keeps the contract of {@link ChatModel}: call it in a test of any framework.
 *
 * @throws AssertionError at the first promise that is not kept.
 * @example
 * ```ts
 * test('keeps the contract', () => testChatModel(myModel({ model: 'small' })));
 * ```
 */
export async function testChatModel(model: ChatModel): Promise<void> {
  const identity = await model.identity();
  assert.ok(identity.provider !== '' && identity.model !== '', 'identity names provider and model');
  assert.deepEqual(await model.identity(), identity, 'identity stays the same');

  const reply = await model.generate(request);
  assert.equal(reply.finish, 'stop', 'a short reply is finished');
  const value = JSON.parse(reply.text) as { summary?: unknown };
  assert.deepEqual(Object.keys(value), ['summary'], 'the reply fits the schema');
  assert.equal(typeof value.summary, 'string', 'the reply fits the schema');
  for (const count of Object.values(reply.usage)) {
    assert.ok(Number.isInteger(count) && count >= 0, 'usage counts tokens, 0 where unknown');
  }

  const replies = await Promise.all([model.generate(request), model.generate(request)]);
  for (const { text } of replies) assert.equal(typeof text, 'string', 'requests run side by side');

  const reason = new Error('stopped by the test');
  const before = model.generate(request, { signal: AbortSignal.abort(reason) });
  await assert.rejects(before, reason, 'an aborted signal rejects with its reason');
  const controller = new AbortController();
  const during = model.generate(request, { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(during, reason, 'a signal that aborts rejects with its reason');
}
