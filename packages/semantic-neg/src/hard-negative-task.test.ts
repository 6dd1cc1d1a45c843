import { describe, expect, it } from 'vitest';
import { hardNegativeTask } from './hard-negative-task.ts';

const prompt = {
  user: JSON.stringify({ user_profile: 'likes wood', interacted_product: { title: 'Wooden Toy Train' } }),
};
const check = (text: string) => hardNegativeTask.check?.({ hard_negative_item: text, reasoning: '' }, prompt);

describe('hardNegativeTask', () => {
  it.each(['Plastic toy train with lights', 'Be@rbrick train, 500 pieces, 2017'])('accepts %j', (text) => {
    expect(check(text)).toBeUndefined();
  });

  it.each([
    [Array.from({ length: 21 }, () => 'word').join(' '), /has 21 words; write at most 20/],
    ['wooden toy train!', /the interacted product/],
    ['Buy at www.example.com', /link/],
    ['Train of trains.example.com', /link/],
    ['Ask jo (at) mail.example.org', /address/],
    ['Ask jo@ma\u200Bil.example.org', /address/],
    ['Ask ｊｏ＠ｐｏｓｔ．ｄｅ', /address/],
    ['Train, call 555 123 4567', /number/],
  ])('refuses %j', (text, fault) => {
    expect(check(text)).toMatch(fault);
  });

  it.each(['None', 'none', '', '"None".'])('takes %j as an abstention', (hard_negative_item) => {
    expect(hardNegativeTask.abstained?.({ hard_negative_item, reasoning: '' })).toBe(true);
  });

  it.each(['绿茶礼盒', 'Зелёный чай', 'شاي أخضر'])('takes %j for no abstention', (hard_negative_item) => {
    expect(hardNegativeTask.abstained?.({ hard_negative_item, reasoning: '' })).toBe(false);
  });
});
