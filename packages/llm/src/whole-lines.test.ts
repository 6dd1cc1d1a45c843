import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeLines } from './whole-lines.ts';

async function through(bytes: Uint8Array, cuts: readonly number[]): Promise<string> {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const chunks = places.slice(1).map((end, n) => bytes.slice(places[n], end));
  async function* source() {
    yield* chunks;
  }
  const passed: Uint8Array[] = [];
  for await (const lines of wholeLines(source())) passed.push(lines);
  return Buffer.concat(passed).toString();
}

test('whole lines pass unchanged, however they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.json()), fc.array(fc.nat()), fc.boolean(), async (lines, cuts, closed) => {
      const text = lines.join('\n') + (closed && lines.length > 0 ? '\n' : '');
      expect(await through(new TextEncoder().encode(text), cuts)).toBe(text);
    }),
  );
});

test('pieces of a text that come in together are one line; thoughts, other lines and their order stay', async () => {
  const piece = (content: string, more: object = {}) => ({
    model: 'm',
    message: { role: 'assistant', content, ...more },
    done: false,
  });
  const line = fc.oneof(
    fc.string().map((content) => piece(content)),
    fc.string().map((thinking) => piece('', { thinking })),
    fc.constant({ error: 'it broke' }),
    fc.string().map((content) => ({ ...piece(content), done: true, done_reason: 'stop' })),
  );
  /** What a reader makes of the lines: texts that follow one another are one. */
  const read = (lines: readonly object[]) => {
    const plain = (value: object) =>
      JSON.stringify(Object.keys(value)) === '["model","message","done"]' &&
      !('thinking' in (value as ReturnType<typeof piece>).message) &&
      !(value as ReturnType<typeof piece>).done;
    const seen: unknown[] = [];
    for (const value of lines) {
      if (!plain(value)) seen.push(value);
      else if (typeof seen.at(-1) === 'string')
        seen.push(`${seen.pop()}${(value as ReturnType<typeof piece>).message.content}`);
      else seen.push((value as ReturnType<typeof piece>).message.content);
    }
    return seen;
  };
  const parsed = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((one) => JSON.parse(one) as object);
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
      const text = lines.map((one) => `${JSON.stringify(one)}\n`).join('');
      const passed = parsed(await through(new TextEncoder().encode(text), cuts));
      expect(read(passed)).toEqual(read(lines));
      if (cuts.length === 0) expect(passed).toHaveLength(read(lines).length);
    }),
  );
});

test('what is blank after the last line is not passed on', async () => {
  expect(await through(new TextEncoder().encode('{"a":1}\n  '), [8])).toBe('{"a":1}\n');
});

test.each([
  '{"a":1}\n{"b":',
  '{"a":1}\nnonsense\n{"b":2}\n',
  // Two values in two lines, of which neither is one.
  '{"a":[{}\n{}]},{"b":2}\n',
])('%j is an error', async (text) => {
  await expect(through(new TextEncoder().encode(text), [3])).rejects.toThrow(SyntaxError);
});
