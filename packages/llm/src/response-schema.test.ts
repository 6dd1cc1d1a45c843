import { expect, test } from 'vitest';
import { z } from 'zod';
import { responseSchema } from './response-schema.ts';

test('closes objects at every depth and drops what servers do not take', () => {
  const schema = z.object({
    summarization: z.string().min(1).max(200).regex(/^a/),
    link: z.url(),
    tags: z.array(z.object({ name: z.string() })).min(1),
    kind: z.enum(['a', 'b']).optional(),
  });
  expect(responseSchema(schema)).toEqual({
    type: 'object',
    properties: {
      summarization: { type: 'string', maxLength: 200 },
      link: { type: 'string' },
      tags: {
        type: 'array',
        items: {
          type: 'object',
          properties: { name: { type: 'string' } },
          required: ['name'],
          additionalProperties: false,
        },
      },
      kind: { type: 'string', enum: ['a', 'b'] },
    },
    required: ['summarization', 'link', 'tags'],
    additionalProperties: false,
  });
});

test('keeps properties whose names are those of dropped keywords', () => {
  const { properties } = responseSchema(z.strictObject({ format: z.string(), pattern: z.string() }));
  expect(properties).toEqual({ format: { type: 'string' }, pattern: { type: 'string' } });
});

test('inlines a schema that is used twice', () => {
  const name = z.object({ first: z.string() });
  expect(JSON.stringify(responseSchema(z.object({ a: name, b: name })))).not.toContain('$ref');
});

test('refuses recursion, registered ids and what JSON cannot express', () => {
  const tree: z.ZodType = z.lazy(() => z.object({ children: z.array(tree) }));
  const named = z.string().meta({ id: 'response-schema-test' });
  for (const schema of [tree, z.date(), z.object({ a: named, b: named })]) {
    expect(() => responseSchema(schema)).toThrow(expect.objectContaining({ code: 'LLM_SCHEMA' }));
  }
});
