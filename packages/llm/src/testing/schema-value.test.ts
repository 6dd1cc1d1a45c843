import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { responseSchema } from '../response-schema.ts';
import { promptWords, schemaValue } from './schema-value.ts';

const schema = z.strictObject({
  hard_negative_item: z.string().min(3).max(60),
  reasoning: z.string(),
  tags: z
    .array(z.enum(['new', 'old']))
    .min(1)
    .max(3),
  score: z.number().int().min(1).max(5),
  sure: z.boolean(),
  inner: z.strictObject({ kind: z.literal('product') }),
});

test('makes a value that fits, whatever the prompt', () => {
  fc.assert(
    fc.property(fc.anything(), fc.integer(), (data, seed) => {
      const words = promptWords(JSON.stringify(data) ?? '');
      const value = schemaValue(responseSchema(schema), words, createRandom(seed));
      expect(schema.safeParse(value).error).toBeUndefined();
    }),
  );
});

test('varies the title for an item, and retells it elsewhere', () => {
  const prompt = JSON.stringify({ user_profile: 'likes crime', interacted: { title: 'The Long Goodbye' } });
  const words = promptWords(prompt);
  for (let seed = 0; seed < 20; seed++) {
    const value = schemaValue(responseSchema(schema), words, createRandom(seed)) as z.infer<typeof schema>;
    expect(value.hard_negative_item).toMatch(/The|Long|Goodbye/);
    expect(value.hard_negative_item).not.toContain('The Long Goodbye');
    expect(value.reasoning).toContain('The Long Goodbye');
  }
});
