import { expect, test } from 'vitest';
import { serverAddress } from './server-address.ts';

test.each([
  ['127.0.0.1', 'http://127.0.0.1:11434'],
  ['localhost:8080', 'http://localhost:8080'],
  ['localhost:80', 'http://localhost'],
  ['0.0.0.0:11434', 'http://127.0.0.1:11434'],
  ['http://127.0.0.1', 'http://127.0.0.1'],
  ['http://[::1]:11434/', 'http://[::1]:11434'],
  ['https://llm.example.org/ollama/', 'https://llm.example.org/ollama'],
])('reads %s as %s', (host, url) => {
  expect(serverAddress(host, 11434)).toBe(url);
});

test.each([
  ['http://10.0.0.5:11434', /encryption/],
  ['example.org', /encryption/],
  ['http://127.0.0.1.example.org', /encryption/],
  ['ftp://localhost', /neither/],
  ['http://', /address/],
])('refuses %s', (host, message) => {
  expect(() => serverAddress(host, 11434)).toThrow(expect.objectContaining({ code: 'LLM_HOST' }));
  expect(() => serverAddress(host, 11434)).toThrow(message);
});

test('does not repeat a password', () => {
  expect(() => serverAddress('https://me:secret@example.org', 1)).toThrow(/^(?!.*secret).*password/);
});
