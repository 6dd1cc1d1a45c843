import type { Random } from '@hnlm/core';
import type { JsonSchema } from '../chat-model.ts';

/** Words that are put beside those of the prompt, so that a made-up title is not the one that was given. */
const others = [
  'classic',
  'premium',
  'small',
  'wild',
  'northern',
  'folding',
  'silent',
  'golden',
  'second',
  'plain',
];

/** Makes a JSON value that satisfies a schema; its strings are made of the words of a prompt. */
export function schemaValue(schema: JsonSchema, words: PromptWords, random: Random, name = ''): unknown {
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[random.integer(schema.enum.length)];
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return schemaValue(choices[0] as JsonSchema, words, random, name);
  const minimum = Number(schema.minimum ?? schema.exclusiveMinimum ?? 0);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).map(([key, property]) => [
          key,
          schemaValue(property, words, random, key),
        ]),
      );
    case 'array': {
      const length = Math.min(Number(schema.maxItems ?? Infinity), Math.max(2, Number(schema.minItems ?? 0)));
      return Array.from({ length }, () => schemaValue(schema.items as JsonSchema, words, random, name));
    }
    case 'integer':
    case 'number':
      return Math.min(Math.max(minimum, 0) + random.integer(5), Number(schema.maximum ?? Infinity));
    case 'boolean':
      return random.integer(2) === 1;
    case 'null':
      return null;
    default:
      return text(name, schema, words, random);
  }
}

/** What a reply is made of. */
export interface PromptWords {
  /** Words of the first title in the prompt. */
  readonly title: readonly string[];
  readonly all: readonly string[];
}

/** Collects the words of a user message: of the strings in it where it is JSON, else of the whole. */
export function promptWords(message: string): PromptWords {
  const all: string[] = [];
  let title: string[] = [];
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'string') {
      const words = value.match(/[\p{L}\p{N}]+/gu) ?? [];
      all.push(...words);
      if (title.length === 0 && /title|name/.test(key)) title = words;
    } else if (typeof value === 'object' && value !== null) {
      for (const [inner, member] of Object.entries(value)) visit(member, Array.isArray(value) ? key : inner);
    }
  };
  try {
    visit(JSON.parse(message), '');
  } catch {
    visit(message, '');
  }
  return { title, all };
}

/** Varies the title for what is an item, retells some words for everything else; at most 12 words. */
function text(name: string, schema: JsonSchema, { title, all }: PromptWords, random: Random): string {
  const source = title.length > 0 ? title : all;
  let words: string[];
  if (/item|title|name/.test(name)) {
    words = random.shuffle(source.slice(0, 6));
    words[random.integer(Math.max(1, words.length))] = others[random.integer(others.length)];
    words.push(others[random.integer(others.length)]);
  } else {
    words = ['likes', ...source.slice(0, 6), ...random.shuffle([...all]).slice(0, 5)];
  }
  const made = words.join(' ').padEnd(Number(schema.minLength ?? 0), '.');
  return made.slice(0, Number(schema.maxLength ?? Infinity)).trimEnd();
}
