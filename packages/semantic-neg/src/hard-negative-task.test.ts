import { describe, expect, it } from 'vitest';
import { hardNegativeTask } from './hard-negative-task.ts';

const prompt = {
  user: JSON.stringify({ user_profile: 'likes wood', interacted_product: { title: 'Wooden Toy Train' } }),
};
const check = (text: string) => hardNegativeTask.check?.({ hard_negative_item: text, reasoning: '' }, prompt);

describe('hardNegativeTask', () => {
  it('accepts another product', () => {
    expect(check('Plastic toy train with lights')).toBeUndefined();
  });

  it.each([
    [Array.from({ length: 21 }, () => 'word').join(' '), /has 21 words; write at most 20/],
    ['wooden toy train!', /the interacted product/],
    ['Buy at www.example.com', /link/],
  ])('refuses %j', (text, fault) => {
    expect(check(text)).toMatch(fault);
  });

  it.each(['None', 'none', '', '"None".'])('takes %j as an abstention', (hard_negative_item) => {
    expect(hardNegativeTask.abstained?.({ hard_negative_item, reasoning: '' })).toBe(true);
  });
});
