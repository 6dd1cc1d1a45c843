import { parseError } from './parse-error.ts';
import { parseTime } from './parse-time.ts';
import type { JsonRecord } from './read-json-lines.ts';

/** Reads typed fields out of one record of a file. */
export interface RecordFields {
  /** An id: a text that is not empty, or a number. */
  id(key: string): string;
  /** A rating of 1 to 5. */
  rating(key: string): number;
  /** Unix seconds. */
  time(key: string): number;
  /** A text, or an empty one where the field is absent. */
  text(key: string): string;
}

/**
 * Makes the reader of a record's fields.
 *
 * @throws HnlmError `DATA_PARSE` (its functions) for a field that is absent, of another type or out of range.
 */
export function recordFields(record: JsonRecord, file: string, line: number): RecordFields {
  const wrong = (key: string, expected: string) => {
    const value = record[key];
    const found = value === undefined ? 'is absent' : `is ${shown(value)}, not ${expected}`;
    return parseError(file, line, `"${key}" ${found}`, 'Correct or remove the line, or check the format.');
  };
  return {
    id(key) {
      const value = record[key];
      if (typeof value === 'string' && value !== '') return value;
      if (Number.isSafeInteger(value)) return String(value);
      throw wrong(key, 'an id');
    },
    rating(key) {
      const value = record[key];
      if (typeof value === 'number' && value >= 1 && value <= 5) return value;
      throw wrong(key, 'a rating of 1 to 5');
    },
    time(key) {
      const value = record[key];
      if (typeof value === 'number' || typeof value === 'string') return parseTime(value, key, file, line);
      throw wrong(key, 'a time');
    },
    text(key) {
      const value = record[key] ?? '';
      if (typeof value === 'string') return value;
      throw wrong(key, 'a text');
    },
  };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
