import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worldOptions } from './simulate-options.ts';

describe('worldOptions', () => {
  it('has the documented defaults; interactions follow users', () => {
    const defaults = { users: 1000, items: 800, textSignal: 0.75, aversion: 2, popularityBias: 0.6, seed: 1 };
    expect(worldOptions({})).toEqual({ ...defaults, interactions: 25_000 });
    expect(worldOptions({ users: 40, seed: 'x' })).toMatchObject({ interactions: 1000, seed: 'x' });
  });

  it.each(['users', 'items', 'interactions'])('takes whole numbers from 1 on as %s, nothing else', (name) => {
    const count = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 2.5, Number.NaN, Infinity));
    fc.assert(
      fc.property(count, (value) => {
        const call = () => worldOptions({ [name]: value });
        if (Number.isSafeInteger(value) && value >= 1) expect(call()).toMatchObject({ [name]: value });
        else expect(call).toThrow(`${name} ${value} is not a whole number from 1 on`);
      }),
    );
  });

  it.each([
    [{ textSignal: 1.5 }, 'textSignal 1.5 is not a share'],
    [{ textSignal: Number.NaN }, 'textSignal NaN is not a share'],
    [{ aversion: -1 }, 'aversion -1 is not a number from 0 on'],
    [{ popularityBias: Infinity }, 'popularityBias Infinity is not a number from 0 on'],
  ])('refuses %j', (options, message) => {
    expect(() => worldOptions(options)).toThrow(expect.objectContaining({ code: 'WORLD_OPTIONS' }));
    expect(() => worldOptions(options)).toThrow(message);
  });

  it('names all that is wrong at once', () => {
    expect(() => worldOptions({ users: 0, items: -3, textSignal: 2 })).toThrow(
      'users 0 is not a whole number from 1 on; items -3 is not a whole number from 1 on; textSignal 2',
    );
  });
});
