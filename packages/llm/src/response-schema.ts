import { HnlmError } from '@hnlm/core';
import { type ZodType, z } from 'zod';
import type { JsonSchema } from './chat-model.ts';

/** Left out since grammar-based and strict servers reject them or take them wrongly; zod checks them on the reply. */
const unsupported = new Set(['$schema', 'pattern', 'format', 'minLength', 'minItems']);

/**
 * Turns a zod schema into the JSON schema that servers constrain a reply with: everything inline, objects
 * closed, no `pattern`, `format` or least length.
 *
 * @throws HnlmError `LLM_SCHEMA` if the schema is recursive or has a part that JSON cannot express.
 */
export function responseSchema(schema: ZodType): JsonSchema {
  let converted: JsonSchema;
  try {
    converted = z.toJSONSchema(schema, { io: 'input', cycles: 'throw', reused: 'inline' }) as JsonSchema;
  } catch (cause) {
    throw unusable((cause as Error).message, cause);
  }
  return close(converted);
}

function close(node: JsonSchema): JsonSchema {
  if ('$ref' in node) throw unusable('it refers to another schema by id');
  const closed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (unsupported.has(key)) continue;
    if (key === 'properties') {
      closed[key] = Object.fromEntries(
        Object.entries(value as Record<string, JsonSchema>).map(([name, property]) => [
          name,
          close(property),
        ]),
      );
    } else if (key === 'enum' || key === 'const' || key === 'default' || key === 'examples') {
      closed[key] = value;
    } else if (Array.isArray(value)) {
      closed[key] = value.map((member: unknown) => (isSchema(member) ? close(member) : member));
    } else {
      closed[key] = isSchema(value) ? close(value) : value;
    }
  }
  if (node.properties !== undefined) closed.additionalProperties ??= false;
  return closed;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unusable(why: string, cause?: unknown): HnlmError {
  return new HnlmError(`the reply schema cannot be sent to a model: ${why}`, {
    code: 'LLM_SCHEMA',
    hint: 'Use objects, arrays, strings, numbers, booleans and enums without recursion or registered ids.',
    cause,
  });
}
