import { deflateSync } from 'node:zlib';
import { createRandom } from '@hnlm/core';
import { expect, test } from 'vitest';
import { compressionRatio } from './compression-ratio.ts';

const words = ['red', 'oak', 'table', 'lamp', 'steel', 'modern', 'chair', 'für', '赤い', 'small'];
const random = createRandom(1);
const write = (length: number, vocabulary: number) =>
  Array.from({ length }, () => words[random.integer(vocabulary)]).join(' ');

test('counts bytes of UTF-8, and compresses to what zlib at level 9 does, but for rounding', () => {
  const texts = Array.from({ length: 400 }, () => write(12, 10));
  const data = Buffer.from(texts.join('\n'));
  const { ratio, bytes, compressed } = compressionRatio(texts);
  expect(bytes).toBe(data.length);
  expect(ratio).toBe(bytes / compressed);
  expect(Math.abs(compressed / deflateSync(data, { level: 9 }).length - 1)).toBeLessThan(0.01);
});

test('is higher for texts that repeat each other', () => {
  const varied = Array.from({ length: 200 }, () => write(10, 10));
  const narrow = Array.from({ length: 200 }, () => write(10, 3));
  const same = new Array<string>(200).fill(varied[0]);
  const ratios = [varied, narrow, same].map((texts) => compressionRatio(texts).ratio);
  expect(ratios[1]).toBeGreaterThan(1.3 * ratios[0]);
  expect(ratios[2]).toBeGreaterThan(10 * ratios[0]);
  expect(compressionRatio(['x7']).ratio).toBeLessThan(1);
});

test('refuses nothing', () => {
  expect(() => compressionRatio([])).toThrow('nothing to compress in 0 texts');
  expect(() => compressionRatio([''])).toThrow('nothing to compress in 1 texts');
});
