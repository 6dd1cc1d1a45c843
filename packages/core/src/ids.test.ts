import fc from 'fast-check';
import { expect, it } from 'vitest';
import { idMap } from './ids.ts';

it('maps every id to its index and back, whatever it is called', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', ''))),
      (ids) => {
        const map = idMap(ids);
        expect(map.size).toBe(ids.length);
        for (const [index, id] of ids.entries()) {
          expect(map.indexOf(id)).toBe(index);
          expect(map.ids[index]).toBe(id);
        }
      },
    ),
  );
});

it('knows no id that it was not given', () => {
  expect(idMap(['1']).indexOf('01')).toBeUndefined();
  expect(idMap([]).indexOf('toString')).toBeUndefined();
});

it('refuses an id that occurs twice', () => {
  expect(() => idMap(['a', 'b', 'a'])).toThrow(
    expect.objectContaining({ code: 'IDS_DUPLICATE', message: 'id "a" occurs twice' }),
  );
});
