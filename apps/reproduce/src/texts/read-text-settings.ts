import { readFileSync } from 'node:fs';
import { didYouMean } from '@hnlm/core';
import { z } from 'zod';
import { usageError } from '../usage.ts';
import { type TextSettings, textSettings } from './text-settings.ts';

const page = 'They are described in docs/guide/language-models.md.';

/**
 * Reads the settings of profiles and negatives: a JSON file, or the JSON itself where it begins with a brace.
 *
 * @throws HnlmError `USAGE`
 */
export function readTextSettings(given: string | undefined): TextSettings {
  if (given === undefined) return {};
  const inline = given.trimStart().startsWith('{');
  const name = inline ? '--texts' : given;
  const parsed = textSettings.safeParse(parseJson(name, inline ? given : readFile(given)));
  if (parsed.success) {
    checkTogether(name, parsed.data);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    throw usageError(
      `${name}: unknown setting "${[...issue.path, key].join('.')}"`,
      didYouMean(key, keysAt(textSettings, issue.path)),
    );
  }
  throw usageError(`${name}: ${place === '' ? 'the settings' : place}: ${issue.message}`, page);
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw usageError(
      `--texts ${path}: ${missing ? 'there is no such file' : (error as Error).message}`,
      'Name a JSON file with the settings of profiles and negatives.',
    );
  }
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${name} is not JSON: ${(error as Error).message}`, page);
  }
}

/** Refuses settings that would have no effect beside the others. */
function checkTogether(name: string, { pairs = {}, generator }: TextSettings): void {
  const { choose = 'all', budget, maxPerUser } = pairs;
  if (choose === 'all' && (budget ?? maxPerUser) !== undefined) {
    throw usageError(
      `${name}: pairs.${budget === undefined ? 'maxPerUser' : 'budget'} needs pairs.choose`,
      'Choose "random", "zip" or "uncertain".',
    );
  }
  const free = generator?.kind === 'swaps' || generator?.kind === 'reward';
  if (free && Object.keys(pairs).length > 0) {
    throw usageError(
      `${name}: pairs does not go with the generator "${generator.kind}"`,
      'It says which pairs deserve a call, and this generator makes none for a pair.',
    );
  }
  if (generator?.kind === 'swaps') {
    const { concepts = 'data', dimensions, swapRoot } = generator;
    if (dimensions && concepts !== 'llm')
      throw usageError(`${name}: generator.dimensions needs generator.concepts "llm"`, page);
    if (swapRoot !== undefined && concepts === 'data')
      throw usageError(`${name}: generator.swapRoot needs generator.concepts "llm" or "words"`, page);
  }
}

/** Lists the names that may stand at a place of the settings. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodDiscriminatedUnion)
    return [...new Set(schema.options.flatMap((option) => keysAt(option as z.ZodType, path)))];
  if (!(schema instanceof z.ZodObject)) return [];
  const [next, ...rest] = path;
  if (next === undefined) return Object.keys(schema.shape);
  const inner = schema.shape[String(next)] as z.ZodType | undefined;
  return inner ? keysAt(inner, rest) : [];
}
