import { expect, test } from 'vitest';
import type { DoubleLimits } from './double-limits.ts';
import { startOllamaDouble } from './ollama-double.ts';

/** Asks so often, and returns status and the headers on limits and waiting of each answer. */
async function ask(limits: DoubleLimits, times: number) {
  const double = await startOllamaDouble({ limits });
  const body = JSON.stringify({
    model: 'llama3.1:8b',
    messages: [{ role: 'user', content: 'tea' }],
    max_tokens: 99,
  });
  const answers: { status: number; headers: Record<string, string> }[] = [];
  for (let n = 0; n < times; n++) {
    const response = await fetch(`${double.url}/v1/chat/completions`, { method: 'POST', body });
    await response.text();
    const headers = [...response.headers].filter(([name]) => /ratelimit|retry/.test(name));
    answers.push({ status: response.status, headers: Object.fromEntries(headers) });
  }
  await double.close();
  return answers;
}

test('tells what is left, and refuses what is above it', async () => {
  const [first, second, third] = await ask({ requests: 2, every: 600_000, windows: true }, 3);
  expect([first.status, second.status, third.status]).toEqual([200, 200, 429]);
  expect(first.headers).toEqual({
    'x-ratelimit-limit-requests': '2',
    'x-ratelimit-remaining-requests': '1',
    'x-ratelimit-reset-requests': '10m0s',
  });
  expect(third.headers).toMatchObject({
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': expect.stringMatching(/^9m[\d.]+s$/),
    'retry-after-ms': expect.stringMatching(/^\d+$/),
  });
});

test('counts the tokens of the prompt and of the longest reply, and writes times as Azure does', async () => {
  const answers = await ask({ tokens: 250, every: 60_000, wholeSeconds: true }, 3);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[0].headers).toEqual({
    'x-ratelimit-limit-tokens': '250',
    'x-ratelimit-remaining-tokens': '150',
    'x-ratelimit-reset-tokens': '24',
  });
});
