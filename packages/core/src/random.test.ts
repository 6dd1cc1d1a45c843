import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random, restoreRandom } from './random.ts';

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.bits());
const labels = fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 3 });

describe('a stream', () => {
  it('gives the numbers that it always gave', () => {
    expect(draw(createRandom(1), 4)).toEqual([1082123701, 2357391187, 172962593, 182475423]);
    expect(draw(createRandom(1).split('init'), 4)).toEqual([1831986718, 334046831, 456448151, 3169772760]);
    expect(draw(createRandom(1).split('negatives', 'epoch', 3), 4)).toEqual([
      112859872, 2693749394, 4259949604, 144443167,
    ]);
  });

  it('is sfc32: the state moves by its published recurrence', () => {
    const random = createRandom(1);
    let [a, b, c, counter] = random.state().words.map(BigInt);
    const mask = 0xffffffffn;
    const expected = Array.from({ length: 20 }, () => {
      const sum = (a + b + counter) & mask;
      counter = (counter + 1n) & mask;
      a = b ^ (b >> 9n);
      b = (c + (c << 3n)) & mask;
      c = (((c << 21n) | (c >> 11n)) + sum) & mask;
      return Number(sum);
    });
    expect(draw(random, 20)).toEqual(expected);
  });

  it('depends on the seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        fc.pre(one !== other);
        expect(draw(createRandom(one), 4)).not.toEqual(draw(createRandom(other), 4));
      }),
    );
  });

  it('goes on from a saved state as if it had not stopped, also through JSON', () => {
    fc.assert(
      fc.property(fc.integer(), labels, fc.nat(50), (seed, path, before) => {
        const random = createRandom(seed).split(...path);
        draw(random, before);
        const restored = restoreRandom(JSON.parse(JSON.stringify(random.state())));
        expect(draw(restored, 5)).toEqual(draw(random, 5));
        expect(draw(restored.split('further'), 5)).toEqual(draw(random.split('further'), 5));
      }),
    );
  });
});

describe('split', () => {
  it('does not depend on how much was drawn before, and draws nothing', () => {
    fc.assert(
      fc.property(labels, fc.nat(50), (path, before) => {
        const random = createRandom(1);
        const early = random.split(...path);
        draw(random, before);
        const state = random.state();
        expect(draw(random.split(...path), 5)).toEqual(draw(early, 5));
        expect(random.state()).toEqual(state);
      }),
    );
  });

  it('tells labels apart: their values, their number, and numbers from texts', () => {
    fc.assert(
      fc.property(labels, labels, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const random = createRandom(1);
        expect(draw(random.split(...one), 4)).not.toEqual(draw(random.split(...other), 4));
      }),
    );
  });

  it('gives streams that do not follow each other', () => {
    const count = 20_000;
    const [one, other] = [1, 2].map((epoch) => createRandom(1).split('epoch', epoch));
    let product = 0;
    for (let n = 0; n < count; n++) product += (one.uniform() - 0.5) * (other.uniform() - 0.5);
    // The correlation of independent streams has a standard deviation of 1 / sqrt(count) = .007.
    expect(Math.abs((product / count) * 12)).toBeLessThan(0.03);
  });
});

describe('draws', () => {
  it('of uniform lie in [0, 1) and fill it evenly', () => {
    const random = createRandom('uniform');
    const counts = new Array(10).fill(0);
    for (let n = 0; n < 20_000; n++) counts[Math.floor(random.uniform() * 10)]++;
    expect(counts).toHaveLength(10);
    for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });

  it('of integer are not biased towards low values', () => {
    // 2^32 modulo this bound is a third of it: a plain remainder would put half of the draws there.
    const bound = 3 * 2 ** 30;
    const random = createRandom('integer');
    let low = 0;
    for (let n = 0; n < 20_000; n++) {
      const value = random.integer(bound);
      expect(value >= 0 && value < bound && Number.isInteger(value)).toBe(true);
      if (value < 2 ** 30) low++;
    }
    expect(Math.abs(low / 20_000 - 1 / 3)).toBeLessThan(0.015);
  });

  it('of integer reach both ends of any bound', () => {
    const random = createRandom('ends');
    for (const bound of [1, 2, 3, 7]) {
      const seen = new Set(Array.from({ length: 200 }, () => random.integer(bound)));
      expect([...seen].sort()).toEqual(Array.from({ length: bound }, (_, n) => n));
    }
    expect(random.integer(2 ** 32)).toBeLessThan(2 ** 32);
  });

  it('of normal have the moments of the standard normal distribution', () => {
    const random = createRandom('normal');
    const count = 50_000;
    const moments = [0, 0, 0, 0];
    for (let n = 0; n < count; n++) {
      const value = random.normal();
      for (let power = 0; power < 4; power++) moments[power] += value ** (power + 1) / count;
    }
    const tolerances = [0.02, 0.03, 0.08, 0.2];
    for (const [power, expected] of [0, 1, 0, 3].entries()) {
      expect(Math.abs(moments[power] - expected)).toBeLessThan(tolerances[power]);
    }
  });

  it('of shuffle are permutations in place, each order alike', () => {
    const random = createRandom('shuffle');
    const counts = new Map<string, number>();
    for (let n = 0; n < 6000; n++) {
      const values = Int32Array.of(0, 1, 2);
      expect(random.shuffle(values)).toBe(values);
      const order = values.join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
