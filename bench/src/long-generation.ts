import type { GenerationTask } from '@hnlm/llm';
import { z } from 'zod';

/** A task as the packages above have it: a short text with a reason, "None" where the model declines. */
export const longTask: GenerationTask<{ summarization: string; reasoning: string }> = {
  name: 'profile',
  version: '1',
  system:
    'The user message is JSON about a product. Reply with {"summarization": "...", "reasoning": "..."}.',
  schema: z.strictObject({ summarization: z.string().min(1), reasoning: z.string() }),
  maxTokens: 200,
  abstained: ({ summarization }) => summarization === 'None',
};

/** Makes different prompts of the length that a profile's have. */
export function longPrompts(count: number): { user: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    user: JSON.stringify({
      title: `Green tea number ${index} from Uji`,
      description: 'A tin of leaves that were shaded for three weeks, steamed and rolled by hand. '.repeat(6),
    }),
  }));
}
