import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { sentenceEncoder } from './sentence-encoder.ts';

const run = promisify(execFile);
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, index) => sum + value * b[index], 0);
const words = 'a quiet space opera about two brothers who run a tea house on a moon of Saturn'.split(' ');
const texts = Array.from({ length: 60 }, (_, index) =>
  Array.from(
    { length: 1 + ((index * 7) % 23) },
    (_, place) => words[(index * 5 + place * 3) % words.length],
  ).join(' '),
);

describe('sentenceEncoder', () => {
  const one = sentenceEncoder({ threads: 1 });
  const two = sentenceEncoder({ threads: 2 });
  afterAll(() => Promise.all([one.close(), two.close()]));

  test('gives unit vectors of 512 numbers that follow the meaning', async () => {
    const [film, movie, engine] = await two.embed([
      'a touching film about friendship',
      'a movie that shows the warmth between friends',
      'replacement gasket for a diesel engine',
    ]);
    expect(film.length).toBe(512);
    expect(dot(film, film)).toBeCloseTo(1, 5);
    expect(dot(film, movie)).toBeGreaterThan(dot(film, engine) + 0.2);
  });

  test('gives the same bits alone, among others, in any order, on 1 or 2 threads', async () => {
    const together = await two.embed(texts);
    expect(await one.embed(texts)).toEqual(together);
    expect((await two.embed(texts.toReversed())).reverse()).toEqual(together);
    for (const index of [0, 7, 31, 59]) {
      expect((await one.embed([texts[index]]))[0]).toEqual(together[index]);
    }
  });

  test('takes an empty text as a full stop, and only the first 128 words', async () => {
    const long = Array.from({ length: 128 }, (_, index) => words[index % words.length]).join(' ');
    const [empty, blank, stop, cut, uncut] = await two.embed([
      '',
      ' \n',
      '.',
      long,
      `${long} and more words`,
    ]);
    expect(empty).toEqual(stop);
    expect(blank).toEqual(stop);
    expect(uncut).toEqual(cut);
  });

  test('stops at the signal and works on afterwards', async () => {
    const controller = new AbortController();
    const embedding = one.embed(texts, { signal: controller.signal });
    controller.abort(new Error('stop'));
    await expect(embedding).rejects.toThrow('stop');
    await expect(one.embed(['tea'], { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );
    expect(await one.embed(['tea'])).toHaveLength(1);
  });

  test('keeps its identity, with a digest of the weights', async () => {
    const identity = await one.identity();
    expect(identity.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(await two.identity()).toEqual(identity);
  });

  test('lets the process end without close, after its results are there', async () => {
    const module = new URL('./sentence-encoder.ts', import.meta.url).href;
    const script = `import { sentenceEncoder } from ${JSON.stringify(module)};
      const [vector] = await sentenceEncoder().embed(['tea']);
      console.log(vector.length);`;
    const options = ['--conditions=@hnlm/source', '--input-type=module', '--eval', script];
    const { stdout, stderr } = await run(process.execPath, options, { timeout: 20_000 });
    expect(stdout).toBe('512\n');
    expect(stderr).toBe('');
  });
});
