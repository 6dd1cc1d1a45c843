import { deflateSync } from 'node:zlib';
import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipSelect } from './zip-select.ts';

/** 20 texts of random words, each followed by nine near copies of itself. */
function crowd(): string[] {
  const random = createRandom('crowd');
  const word = () => Array.from({ length: 6 }, () => String.fromCharCode(97 + random.integer(26))).join('');
  const originals = Array.from({ length: 20 }, () => Array.from({ length: 20 }, word));
  return originals.flatMap((words) =>
    Array.from({ length: 10 }, (_, copy) => (copy === 0 ? words : [...words.slice(1), word()]).join(' ')),
  );
}

const texts = crowd();
const groupsOf = (indices: readonly number[]) => new Set(indices.map((index) => Math.floor(index / 10))).size;
const zlibSize = (bytes: Uint8Array, dictionary?: Uint8Array) =>
  deflateSync(bytes, { level: 9, ...(dictionary?.length && { dictionary }) }).length;

describe('zipSelect', () => {
  it('takes one of each kind before it repeats any, unlike a random choice', () => {
    const { chosen } = zipSelect({ texts, budget: 20 });
    expect(new Set(chosen).size).toBe(20);
    const random = createRandom(1);
    const byChance = random.shuffle([...texts.keys()]).slice(0, 20);
    expect(groupsOf(byChance)).toBeLessThan(16);
    expect(groupsOf(chosen)).toBe(20);
  });

  it('has the ratio that zlib finds, lower than that of a random choice', () => {
    const { chosen, ratio } = zipSelect({ texts, budget: 20 });
    const ratioOf = (indices: readonly number[]) => {
      const bytes = Buffer.from(indices.map((index) => `${texts[index]}\n`).join(''));
      return bytes.length / zlibSize(bytes);
    };
    expect(ratio).toBeCloseTo(ratioOf(chosen), 2);
    const byChance = createRandom(1).shuffle([...texts.keys()]);
    expect(ratio).toBeLessThan(0.95 * ratioOf(byChance.slice(0, 20)));
  });

  it('chooses the same with the zlib of Node', () => {
    const { chosen } = zipSelect({ texts, budget: 20 });
    expect(zipSelect({ texts, budget: 20, compressedSize: zlibSize }).chosen).toEqual(chosen);
  });

  it('chooses what the documentation says', () => {
    const { chosen } = zipSelect({ texts: ['a red ball', 'a red ball!', 'forty winks'], budget: 2 });
    expect(chosen).toEqual([0, 2]);
  });

  it('chooses what a search that measures all texts anew would', () => {
    // Letters that the chosen ones lack: it falls as more is chosen, and there are many ties.
    const newLetters = (bytes: Uint8Array, dictionary: Uint8Array) =>
      1 + new Set(bytes.filter((letter) => !dictionary.includes(letter))).size;
    const plainSearch = (all: readonly string[], budget: number) => {
      const bytes = all.map((text) => Buffer.from(`${text}\n`));
      const chosen: number[] = [];
      let [size, compressed] = [0, 0];
      while (chosen.length < Math.min(budget, all.length)) {
        const known = Buffer.concat(chosen.map((index) => bytes[index]));
        const ratio = (index: number) =>
          (size + bytes[index].length) / (compressed + newLetters(bytes[index], known));
        const left = [...all.keys()].filter((index) => !chosen.includes(index));
        const best = left.reduce((one, other) => (ratio(other) < ratio(one) ? other : one));
        size += bytes[best].length;
        compressed += newLetters(bytes[best], known);
        chosen.push(best);
      }
      return chosen;
    };
    const anyTexts = fc.array(fc.string({ unit: fc.constantFrom(...'abcdef'), maxLength: 8 }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(anyTexts, fc.integer({ min: 1, max: 14 }), (all, budget) => {
        const { chosen } = zipSelect({ texts: all, budget, compressedSize: newLetters });
        expect(chosen).toEqual(plainSearch(all, budget));
      }),
    );
  });

  it('ends when there is nothing left', () => {
    expect(zipSelect({ texts: ['one', 'two'], budget: 9 }).chosen).toHaveLength(2);
    expect(zipSelect({ texts: [], budget: 9 })).toEqual({ chosen: [], ratio: 0 });
  });

  it('refuses a budget of 0', () => {
    expect(() => zipSelect({ texts, budget: 0 })).toThrow(/budget is 0/);
  });
});
