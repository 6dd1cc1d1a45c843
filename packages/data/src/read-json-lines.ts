import { HnlmError } from '@hnlm/core';
import { excerpt } from './format.ts';
import { parseError } from './parse-error.ts';
import type { ReadOptions } from './read-bytes.ts';
import { firstLine, readText } from './text-file.ts';
import { tolerating } from './tolerating.ts';

/** One JSON object, nothing known of its values. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Calls `visit` with the JSON object of each line; empty lines are passed over.
 *
 * @throws HnlmError `DATA_FORMAT` if the file begins with a JSON array or a Python literal; `DATA_PARSE` for a line
 *   that is not a JSON object; as `eachLine`.
 */
export async function readJsonLines(
  file: string,
  visit: (record: JsonRecord, line: number) => void,
  options: ReadOptions = {},
): Promise<void> {
  checkStart(file, await firstLine(file, options));
  const tolerant = tolerating(visit, options.onBadLine);
  const visitText = tolerating((text: string, line: number) => {
    if (text.trim() !== '') visit(parseRecord(text, file, line), line);
  }, options.onBadLine);
  let line = 0;
  for await (const text of readText(file, options)) {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    const records = parseTogether(lines);
    if (records) for (const record of records) tolerant(record, ++line);
    else for (const one of lines) visitText(one, ++line);
  }
}

/**
 * Parses lines all at once, in half the time that they take one by one; `undefined` unless each is an object.
 */
function parseTogether(lines: readonly string[]): readonly JsonRecord[] | undefined {
  try {
    const records: unknown[] = JSON.parse(`[${lines.join(',')}]`);
    return records.length === lines.length && records.every(isRecord) ? records : undefined;
  } catch {
    return undefined;
  }
}

function parseRecord(text: string, file: string, line: number): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw parseError(
      file,
      line,
      `is not JSON (${(cause as Error).message})`,
      'Correct or remove the line.',
      cause,
    );
  }
  if (isRecord(value)) return value;
  throw parseError(file, line, `is not a JSON object: ${excerpt(text)}`, 'Correct or remove the line.');
}

/** Says whether a value is an object that is no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkStart(file: string, line: string): void {
  const found = /^\s*\{\s*'/.test(line)
    ? {
        what: 'Python literals, not JSON',
        hint:
          'The metadata of Amazon 2014 are written so. Convert them: python3 -c "import ast, json, sys; ' +
          '[print(json.dumps(ast.literal_eval(line))) for line in sys.stdin]", from the unpacked file to a new one.',
      }
    : /^\s*\[/.test(line)
      ? {
          what: 'a JSON array, not one object a line',
          hint: "Write one object a line, for example with: jq -c '.[]'.",
        }
      : undefined;
  if (found === undefined) return;
  throw new HnlmError(`${file} holds ${found.what}`, {
    code: 'DATA_FORMAT',
    hint: found.hint,
    evidence: { file },
  });
}
