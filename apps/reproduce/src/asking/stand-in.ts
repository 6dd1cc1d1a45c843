import type { Generation, GenerationTask, Prompt } from '@hnlm/llm';
import { unasked } from './answered-elsewhere.ts';

/** Words as long as such replies mostly are, out of the prompt: so different prompts get different ones. */
const replies: Readonly<Record<string, (words: readonly string[]) => unknown>> = {
  'item-profile': profile,
  'user-profile': profile,
  concept: ([word = 'thing']) => ({ category: 'product', attributes: [{ dimension: 'kind', value: word }] }),
  'hard-negative': (words) => ({ hard_negative_item: words.slice(-8).join(' '), reasoning: text(words, 25) }),
  'hard-negative-draft': (words) => ({
    user_attributes: words.slice(0, 4),
    product_attributes: words.slice(0, 4),
    hard_negative_item: words.slice(-8).join(' '),
    reasoning: text(words, 25),
  }),
  'hard-negative-reflection': (words) => ({
    critique: text(words, 25),
    would_want: 'no',
    repaired_item: 'None',
  }),
  'negative-judge': (words) => ({ reasoning: text(words, 25), would_want: 'no' }),
};

/**
 * Makes what stands for the reply to a prompt in a dry run, so that the stages after it can be counted. It is in no ledger, and no
 * run goes on with it.
 */
export function standIn<T>(task: GenerationTask<T>, { user }: Prompt): Generation<T> {
  const words = [...new Set(user.match(/\p{L}{3,}/gu))];
  const value = replies[task.name]?.(words) as T;
  const provenance = unasked(task);
  return value === undefined ? { status: 'abstained', provenance } : { status: 'ok', value, provenance };
}

function profile(words: readonly string[]) {
  return { summarization: text(words, 60), reasoning: text(words, 30) };
}

function text(words: readonly string[], most: number): string {
  return words.slice(0, most).join(' ');
}
