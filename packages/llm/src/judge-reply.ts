import type { ChatReply } from './chat-model.ts';
import type { GenerationTask, Prompt } from './generation-task.ts';
import type { LedgerRecord } from './ledger.ts';
import { parseReply } from './parse-reply.ts';

/**
 * Kinds of unusable replies: cut at the length limit, refused, broken off, empty, not one JSON object, of another shape,
 * against the task's check.
 */
export type ReplyFault = 'length' | 'refused' | 'unfinished' | 'empty' | 'json' | 'schema' | 'check';

/** What a reply is worth. `fault` is worded for the model: it holds nothing from the prompt or the reply. */
export type Verdict<T> =
  | { readonly status: 'ok'; readonly value: T; readonly raw: unknown; readonly repaired: boolean }
  | { readonly status: 'abstained'; readonly raw: unknown; readonly repaired: boolean }
  | {
      readonly status: 'failed';
      readonly kind: ReplyFault;
      readonly fault: string;
      readonly repaired: boolean;
    };

/**
 * Judges a reply: was it finished, is it JSON, has it the task's shape, did the model decline, does the check
 * pass.
 */
export function judgeReply<T>(reply: ChatReply, task: GenerationTask<T>, prompt: Prompt): Verdict<T> {
  const failed = (kind: ReplyFault, fault: string, repaired = false): Verdict<T> => ({
    status: 'failed',
    kind,
    fault,
    repaired,
  });
  // A cut text must not reach the parser: mending it would invent a record that looks valid.
  if (reply.finish === 'length') return failed('length', 'it was cut at the length limit; be briefer');
  if (reply.finish === 'refused') return failed('refused', 'the model or a filter refused it');
  if (reply.finish === 'unfinished') return failed('unfinished', 'it broke off before its end');
  if (reply.text.trim() === '') return failed('empty', 'it was empty');

  const parsed = parseReply(reply.text);
  if (!parsed) return failed('json', 'it was not one JSON object');
  const { repaired } = parsed;
  const shaped = task.schema.safeParse(parsed.value);
  if (!shaped.success) {
    const [issue] = shaped.error.issues;
    const where = issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
    return failed(
      'schema',
      `it did not fit the schema${where} (${issue.code.replaceAll('_', ' ')})`,
      repaired,
    );
  }
  const value = shaped.data;
  if (task.abstained?.(value)) return { status: 'abstained', raw: parsed.value, repaired };
  const fault = task.check?.(value, prompt);
  return fault === undefined
    ? { status: 'ok', value, raw: parsed.value, repaired }
    : failed('check', fault, repaired);
}

/** Judges a stored reply anew, with today's schema and check; one whose text was not kept stays unusable if it was. */
export function judgeStored<T>(record: LedgerRecord, task: GenerationTask<T>, prompt: Prompt): Verdict<T> {
  const { raw = true, status, fault, reason, repaired, reply } = record;
  if (raw) return judgeReply(reply, task, prompt);
  if (status === 'failed') return { status, kind: fault!, fault: reason!, repaired };
  return { ...judgeReply(reply, task, prompt), repaired };
}
