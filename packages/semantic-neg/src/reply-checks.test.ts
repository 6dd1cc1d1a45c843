import type { GenerationTask } from '@hnlm/llm';
import { describe, expect, it } from 'vitest';
import { conceptTask } from './concept-task.ts';
import { draftTask } from './draft-task.ts';
import { hardNegativeTask } from './hard-negative-task.ts';
import { judgeTask } from './judge-task.ts';
import { reflectionTask } from './reflection-task.ts';

const prompt = { user: '{"user_profile":"likes tea","interacted_product":{"title":"Green tea"}}' };

/** A task with an honest reply. */
function honest<T extends object>(task: GenerationTask<T>, reply: T) {
  const check = (value: unknown) => task.check?.(task.schema.parse(value), prompt);
  return { name: task.name, system: task.system, reply, check };
}

const tasks = [
  honest(hardNegativeTask, { hard_negative_item: 'black tea', reasoning: 'likes green' }),
  honest(draftTask, {
    user_attributes: ['likes green tea'],
    product_attributes: ['green'],
    hard_negative_item: 'black tea',
    reasoning: 'colour',
  }),
  honest(reflectionTask, { critique: 'likes green', would_want: 'yes', repaired_item: 'red tea' }),
  honest(conceptTask, { category: 'tea', attributes: [{ dimension: 'colour', value: 'green' }] }),
  honest(judgeTask, { reasoning: 'likes green', would_want: 'no' }),
];

/** All forms of a reply in which one free text is another. */
function withEach(reply: object, text: string): unknown[] {
  const json = JSON.stringify(reply);
  const strings = [...json.matchAll(/(?<=[:[])"[^"]*"(?=[,}\]])/g)].filter(
    ([value]) => !/^"(yes|no)"$/.test(value),
  );
  return strings.map(({ 0: value, index }) =>
    JSON.parse(json.slice(0, index) + JSON.stringify(text) + json.slice(index + value.length)),
  );
}

describe.each(tasks)('the task $name', ({ system, reply, check }) => {
  it('accepts an honest reply', () => {
    expect(check(reply)).toBeUndefined();
  });

  it.each([
    ['a copy of the instructions', 'repeats', (system: string) => system.slice(0, 70)],
    ['markup', 'markup', () => '<b>tea</b>'],
    ['invisible characters', 'invisible', () => 'green \u202Eaet'],
    ['a link', 'link', () => 'www.example.com'],
    ['an address', 'address', () => 'jo@example.com'],
    ['more words than it may have', 'words', () => 'tea '.repeat(81)],
    ['endless words', 'characters', () => 'green'.repeat(1000)],
    ['another script than the data', 'language', () => 'зелёный чай'],
  ])('refuses %s in each of its texts', (_, fault, textOf) => {
    const bad = withEach(reply, textOf(system));
    expect(bad.length).toBeGreaterThan(0);
    for (const value of bad) expect(check(value)).toMatch(fault === 'repeats' ? /repeats|words/ : fault);
  });
});
