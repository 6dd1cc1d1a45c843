import type { ChatReply } from './chat-model.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import { parseReply } from './parse-reply.ts';

/** What a reply is worth. `fault` is worded for the model: it holds nothing from the prompt or the reply. */
export type Verdict<T> =
  | { readonly status: 'ok'; readonly value: T; readonly raw: unknown; readonly repaired: boolean }
  | { readonly status: 'abstained'; readonly raw: unknown; readonly repaired: boolean }
  | {
      readonly status: 'failed';
      readonly fault: string;
      readonly repaired: boolean;
      /** Asking again would give the same. */
      readonly final?: boolean;
    };

/**
 * Judges a reply: was it finished, is it JSON, has it the task's shape, did the model decline, does the check
 * pass.
 */
export function judgeReply<T>(reply: ChatReply, task: GenerationTask<T>, prompt: Prompt): Verdict<T> {
  const failed = (fault: string, repaired = false): Verdict<T> => ({ status: 'failed', fault, repaired });
  // A cut text must not reach the parser: mending it would invent a record that looks valid.
  if (reply.finish === 'length') return failed('it was cut at the length limit; be briefer');
  if (reply.finish === 'refused') {
    return { ...failed('the model or a filter refused it'), final: true } as Verdict<T>;
  }
  if (reply.finish === 'unfinished') return failed('it broke off before its end');
  if (reply.text.trim() === '') return failed('it was empty');

  const parsed = parseReply(reply.text);
  if (!parsed) return failed('it was not one JSON object');
  const { repaired } = parsed;
  const shaped = task.schema.safeParse(parsed.value);
  if (!shaped.success) {
    const [issue] = shaped.error.issues;
    const where = issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
    return failed(`it did not fit the schema${where} (${issue.code.replaceAll('_', ' ')})`, repaired);
  }
  const value = shaped.data;
  if (task.abstained?.(value)) return { status: 'abstained', raw: parsed.value, repaired };
  const fault = task.check?.(value, prompt);
  return fault === undefined ? { status: 'ok', value, raw: parsed.value, repaired } : failed(fault, repaired);
}
