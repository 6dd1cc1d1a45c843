import { z } from 'zod';
import type { GenerationTask } from '../generation-task.ts';

/** A task like those of the packages above: a short text, "None" where the model declines. */
export const profileTask: GenerationTask<{ summarization: string; reasoning: string }> = {
  name: 'profile',
  version: '1',
  system:
    'The user message is JSON about a product. Reply with {"summarization": "...", "reasoning": "..."}.',
  schema: z.strictObject({ summarization: z.string().min(1), reasoning: z.string() }),
  maxTokens: 100,
  contextTokens: 2048,
  abstained: ({ summarization }) => summarization === 'None',
};

/** Prompts with different titles. */
export const profilePrompts = Array.from({ length: 60 }, (_, index) => ({
  user: JSON.stringify({ title: `Green tea number ${index} from Uji` }),
}));
