import { describe, expect, it } from 'vitest';
import { pickRows, rows } from './rows.ts';

describe('rows', () => {
  it('have ids of their own and stand behind what they build on', () => {
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [place, { controls }] of rows.entries()) {
      if (controls) expect(ids.slice(0, place)).toContain(controls.row);
    }
  });

  it('hold every method, and for every control the row and what it rules out', () => {
    expect(rows.filter(({ kind }) => kind !== 'control').map(({ id }) => id)).toEqual([
      'uniform',
      'dns',
      'dns-text',
      'mix',
      'adjusted',
      'adjusted-text',
      'hybrid',
    ]);
    const controls = rows.filter(({ kind }) => kind === 'control');
    expect(controls.map(({ id, controls }) => [id, controls?.row, controls?.rulesOut])).toEqual([
      ['dns-permuted-text', 'dns-text', 'spread of the initial vectors'],
      ['mix-off', 'mix', 'gain from loss, size or batch'],
      ['mix-random', 'mix', 'any noise would do'],
      ['mix-shuffled', 'mix', 'any negative of the kind would do'],
      ['mix-mined', 'mix', 'the miner, not the generator'],
      ['adjusted-off', 'adjusted', 'gain from loss, size or batch'],
      ['adjusted-other', 'adjusted', 'popularity of words'],
      ['hybrid-retrieved', 'hybrid', 'the retrieved negatives, not the generated'],
    ]);
  });

  it('take the pool that was chosen for DNS, and controls what was chosen for their row, one thing changed', () => {
    const dns = { candidates: 16, top: 4 };
    const chosen = { kind: 'adjusted', ...dns, lambda: 0.5, history: 'own' } as const;
    const only = (id: string) => {
      const { values } = pickRows([id])[0].choice(dns, chosen);
      expect(values).toHaveLength(1);
      return values[0].negatives;
    };
    expect(only('dns-text')).toEqual({ kind: 'dns', ...dns });
    expect(only('dns-permuted-text')).toEqual({ kind: 'dns', ...dns });
    expect(only('adjusted-off')).toEqual({ ...chosen, lambda: 0 });
    expect(only('adjusted-other')).toEqual({ ...chosen, history: "another user's" });
    expect(only('mix-off')).toEqual({ ...only('mix'), alpha: 0 });
    for (const source of ['random', 'shuffled', 'mined'])
      expect(only(`mix-${source}`)).toEqual({ ...only('mix'), source });
    for (const { negatives } of pickRows(['adjusted'])[0].choice(dns).values)
      expect(negatives).toMatchObject({ kind: 'adjusted', ...dns, history: 'own' });
  });
});

describe('pickRows', () => {
  it('keeps the order of the table', () => {
    expect(pickRows(['mix', 'uniform']).map(({ id }) => id)).toEqual(['uniform', 'mix']);
    expect(pickRows(undefined, true)).toEqual(rows);
  });

  it('brings rows of mixed negatives where they are asked for', () => {
    const usual = rows.filter(({ id }) => !id.startsWith('hybrid'));
    expect(pickRows(undefined)).toEqual(usual);
    expect(pickRows(['hybrid', 'uniform']).map(({ id }) => id)).toEqual(['uniform', 'hybrid']);
    expect(() => pickRows(['uniform', 'mix'], true)).toThrow(
      expect.objectContaining({ code: 'ROW_MISSING', hint: expect.stringContaining('hybrid') }),
    );
  });

  it('names the nearest row of an unknown one', () => {
    expect(() => pickRows(['uniform', 'mix-of'])).toThrow(
      expect.objectContaining({
        code: 'ROW_UNKNOWN',
        hint: expect.stringContaining('Did you mean "mix-off"'),
      }),
    );
  });
});
