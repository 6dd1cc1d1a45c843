import { describe, expect, it } from 'vitest';
import { profileTask } from './profile-task.ts';

const task = profileTask('user', 5);
const check = (summarization: string, reasoning = 'why') =>
  task.check?.({ summarization, reasoning }, { user: '{}' });

describe('profileTask', () => {
  it('accepts texts within the limit and names the field that exceeds it', () => {
    expect(check('likes five words at most')).toBeUndefined();
    expect(check('likes more than five words here')).toMatch(/"summarization" has 6 words; write at most 5/);
    expect(check('likes tea', 'one two three four five six')).toMatch(/"reasoning" has 6 words/);
  });

  it('refuses links and addresses', () => {
    expect(check('see https://example.com')).toMatch(/link/);
    expect(check('ask jo@example.com')).toMatch(/link, an address/);
  });

  it('refuses what repeats its own instructions', () => {
    const reasoning = task.system.slice(0, 150);
    const roomy = profileTask('user', 50);
    expect(roomy.check?.({ summarization: 'likes tea', reasoning }, { user: '{}' })).toMatch(/repeats these/);
  });

  it.each(['None', 'none.', ' "None" ', ''])('takes %j as an abstention', (summarization) => {
    expect(task.abstained?.({ summarization, reasoning: '' })).toBe(true);
  });

  it.each(['None but the brave', 'Зелёный чай', '緑茶が好き'])(
    'takes %j for no abstention',
    (summarization) => {
      expect(task.abstained?.({ summarization, reasoning: '' })).toBe(false);
    },
  );

  it('takes no reply with other fields', () => {
    expect(task.schema.safeParse({ summarization: 'a', reasoning: 'b' }).success).toBe(true);
    expect(task.schema.safeParse({ summarization: 'a', reasoning: null }).success).toBe(false);
    expect(task.schema.safeParse({ summarization: 'a', reasoning: 'b', extra: 1 }).success).toBe(false);
  });
});
