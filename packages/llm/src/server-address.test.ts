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
  expect(serverAddress(host, 11434, { allowRemote: true })).toBe(url);
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

test.each([
  '169.254.169.254',
  '[fe80::1]',
  '[::ffff:169.254.169.254]',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '100.100.100.200',
  '[::ffff:100.100.100.200]',
  '[fd00:ec2::254]',
  '0xA9FEA9FE',
])('refuses %s, where credentials may be had', (host) => {
  expect(() => serverAddress(`https://${host}/v1`, 1)).toThrow(/link-local/);
});

test.each(['https://1.2.3.4', 'https://[2001:db8::1]', 'https://100.100.100.1'])('takes %s', (host) => {
  expect(serverAddress(host, 1, { allowRemote: true })).toBe(host);
  expect(() => serverAddress(host, 1)).toThrow(expect.objectContaining({ code: 'LLM_REMOTE' }));
});

test.each(['https://example.org/v1?key=SECRET', 'https://example.org/v1#SECRET'])(
  'refuses what stands behind the path, and does not repeat it',
  (host) => {
    expect(() => serverAddress(host, 1)).toThrow(/^(?!.*SECRET).*path/);
  },
);

test('does not repeat a password', () => {
  expect(() => serverAddress('https://me:secret@example.org', 1)).toThrow(/^(?!.*secret).*password/);
});
