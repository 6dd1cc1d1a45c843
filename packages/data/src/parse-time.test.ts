import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDate, parseTime, timeColumn } from './parse-time.ts';

describe('parseDate', () => {
  it.each([
    ['2015-01-01', 1_420_070_400],
    [' 2015-01-01 ', 1_420_070_400],
    ['2015-01-01 00:00:10', 1_420_070_410],
    ['2015-01-01T01:00', 1_420_074_000],
    ['2015-01-01T01:00:00.500+01:00', 1_420_070_400.5],
    ['2015-01-01 00:00:10 UTC', 1_420_070_410],
    ['2016-02-29', 1_456_704_000],
    ['2015-02-29', undefined],
    ['2015-13-01', undefined],
    ['2015-01-32', undefined],
    ['01.01.2015', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('reads %j', (text, seconds) => {
    expect(parseDate(text)).toBe(seconds);
  });
});

describe('parseTime', () => {
  it('reads seconds, milliseconds and dates alike', () => {
    const seconds = fc.integer({ min: 100_000_001, max: 4_102_444_799 });
    fc.assert(
      fc.property(seconds, (second) => {
        const date = new Date(second * 1000).toISOString();
        for (const field of [second, String(second), second * 1000, date]) {
          expect(parseTime(field, 'time', 'a.csv', 2)).toBe(second);
        }
      }),
    );
  });

  it.each([
    ['', 'a.csv:2: time "" is not a time'],
    ['soon', 'a.csv:2: time "soon" is not a time'],
    [-1, 'a.csv:2: time -1 lies outside the years 1970 to 2099'],
    ['1e15', 'a.csv:2: time "1e15" lies outside the years 1970 to 2099'],
    [5e9, 'a.csv:2: time 5000000000 lies outside the years 1970 to 2099'],
    ['2150-01-01', 'a.csv:2: time "2150-01-01" lies outside the years 1970 to 2099'],
  ])('refuses %j', (field, message) => {
    expect(() => parseTime(field, 'time', 'a.csv', 2)).toThrow(message);
  });
});

describe('timeColumn', () => {
  it('refuses a file that mixes seconds with milliseconds', () => {
    const read = timeColumn('a.csv', 'date');
    expect(read('1420070400', 2)).toBe(1_420_070_400);
    expect(read('', 3)).toBeUndefined();
    expect(() => read('1420070400000', 4)).toThrow(
      'a.csv:4: date 1420070400000 is in milliseconds; the times before are in seconds',
    );
  });
});
