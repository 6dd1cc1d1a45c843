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

test.each(['{"a":1}\n{"b":', '{"a":1}\nnonsense\n{"b":2}\n'])('%j is an error', async (text) => {
  await expect(through(new TextEncoder().encode(text), [3])).rejects.toThrow(SyntaxError);
});
