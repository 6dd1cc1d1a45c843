import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { shopProfiles, withModel } from './__fixtures__/with-model.ts';
import { dropFlagged } from './drop-flagged.ts';
import { type JudgeNegativesOptions, judgeNegatives } from './judge-negatives.ts';
import type { NegativeSet } from './negative-set.ts';

const data = blockShop();
const { userProfiles } = shopProfiles(data);

/** Users 0 and 2 hate plastic, user 1 hates space, the last has no profile. */
const negatives: NegativeSet = {
  texts: ['a plastic thing', 'a wooden thing', 'a thing'].map((text) => ({
    text,
    provenance: { generator: 'llm', model: { provider: 'ollama', model: 'llama3.1:8b' } },
  })),
  pairs: [
    [0, 0],
    [1, 0],
    [2, 0],
    [0, 1],
    [0, 2],
    [data.users.size - 1, 0],
  ].map(([user, text]) => ({ user: data.users.ids[user], positive: data.items.ids[0], text })),
  coverage: { pairs: 6, covered: 6, uncovered: {} },
};

function judge(model: string, options: Partial<JudgeNegativesOptions> = {}) {
  const prompts: string[] = [];
  return withModel(
    {
      model,
      reply: ({ messages }) => {
        const { user_profile: profile, product } = JSON.parse(messages.at(-1)!.content);
        prompts.push(messages.at(-1)!.content);
        if (product === 'a thing') return JSON.stringify({ reasoning: 'who knows', would_want: 'unsure' });
        const averse = profile.includes('plastic') && product.includes('plastic');
        return JSON.stringify({ reasoning: 'by the profile', would_want: averse ? 'no' : 'yes' });
      },
    },
    async (asking) => ({
      ...(await judgeNegatives({ negatives, data, userProfiles, ...asking, ...options })),
      prompts,
    }),
  );
}

describe('judgeNegatives', () => {
  it('marks what the user would want, and asks once for equal profiles and texts', async () => {
    const { result, chats } = await judge('mistral:7b');
    expect(chats).toBe(4);
    expect(result.negatives.pairs.map(({ flags }) => flags)).toEqual([
      [],
      ['wanted'],
      [],
      ['wanted'],
      [],
      [],
    ]);
    expect(result.verdicts).toEqual({ no: 2, yes: 2, unsure: 1, 'no-profile': 1 });
    expect(result).toMatchObject({ judge: 'mistral:7b', generators: ['llama3.1:8b'], related: false });
    expect(dropFlagged(result.negatives, ['wanted']).rejected.pairs).toHaveLength(2);
  });

  it('sends neither ids nor the interacted product', async () => {
    const { result } = await judge('mistral:7b');
    for (const prompt of result.prompts) {
      expect(Object.keys(JSON.parse(prompt))).toEqual(['user_profile', 'product']);
      expect(prompt).not.toMatch(/user-|item-/);
    }
  });

  it('refuses a judge of the family of the generator, unless it is allowed', async () => {
    const hidden = judge('llama3.2:3b');
    await expect(hidden).rejects.toMatchObject({
      code: 'JUDGE_RELATED',
      evidence: { judge: 'llama3.2:3b', generator: 'llama3.1:8b' },
    });
    const { result } = await judge('llama3.2:3b', { allowRelated: true });
    expect(result.related).toBe(true);
    const own = judge('mistral:7b', { sameFamily: () => true });
    await expect(own).rejects.toMatchObject({ code: 'JUDGE_RELATED' });
  });

  it('keeps to the number of calls and counts the rest', async () => {
    const { result, chats } = await judge('mistral:7b', { maxCalls: 1 });
    expect(chats).toBe(1);
    expect(result.verdicts).toEqual({ no: 2, 'over-budget': 3, 'no-profile': 1 });
  });
});
