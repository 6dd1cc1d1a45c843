import { describe, expect, it } from 'vitest';
import { blockShop } from './__fixtures__/block-shop.ts';
import { shopProfiles, withModel } from './__fixtures__/with-model.ts';
import { negativeRows } from './negative-set.ts';
import { reflectedNegatives } from './reflected-negatives.ts';

const data = blockShop();
const pairs = Array.from(data.interactions.indices.subarray(...data.interactions.indptr.subarray(2, 4)))
  .slice(0, 4)
  .map((item) => ({ user: data.users.ids[2], positive: data.items.ids[item] }));
pairs[3] = {
  user: data.users.ids[3],
  positive: data.items.ids[data.interactions.indices[data.interactions.indptr[3]]],
};

/** Drafts a toy in green, and reflects as told by its candidate. */
function run(repairs: number | undefined, wanted: RegExp, repaired: string) {
  const asked: { candidate?: string }[] = [];
  return withModel(
    {
      reply: ({ messages }) => {
        const prompt = JSON.parse(messages.at(-1)!.content) as { candidate?: string };
        asked.push(prompt);
        if (prompt.candidate === undefined) {
          return JSON.stringify({
            user_attributes: ['no plastic'],
            product_attributes: ['block'],
            hard_negative_item: 'green toy',
            reasoning: 'colour',
          });
        }
        const yes = wanted.test(prompt.candidate);
        return JSON.stringify({
          critique: 'a word',
          would_want: yes ? 'yes' : 'no',
          repaired_item: yes ? repaired : 'None',
        });
      },
    },
    async (asking) => ({
      negatives: await reflectedNegatives({ data, ...shopProfiles(data), ...asking, pairs, repairs }),
      asked,
    }),
  );
}

describe('reflectedNegatives', () => {
  it('keeps what the user would not want', async () => {
    const { result, chats } = await run(undefined, /never/, '');
    expect(result.negatives.coverage.covered).toBe(4);
    expect(chats).toBe(8);
    const [row] = negativeRows(result.negatives);
    expect(row).toMatchObject({
      text: 'green toy',
      reasoning: 'colour',
      provenance: {
        generator: 'llm-reflected',
        attributes: { user: ['no plastic'], product: ['block'] },
        reflections: [{ candidate: 'green toy', wanted: false, critique: 'a word' }],
      },
    });
  });

  it('reflects on the repaired candidate as well', async () => {
    const { result, chats } = await run(undefined, /green/, 'purple toy');
    expect(chats).toBe(12);
    const rows = negativeRows(result.negatives);
    expect(rows).toHaveLength(4);
    for (const { text, provenance } of rows) {
      expect(text).toBe('purple toy');
      expect(provenance.reflections).toMatchObject([{ wanted: true }, { wanted: false }]);
    }
    expect(result.asked.filter(({ candidate }) => candidate === 'purple toy')).toHaveLength(4);
  });

  it.each([
    ['repaired in vain', 1, 'green ball', 12],
    ['not repaired', 1, 'None', 8],
    ['not to be repaired', 0, 'purple toy', 8],
  ])('discards what is still wanted: %s', async (_, repairs, repaired, calls) => {
    const { result, chats } = await run(repairs, /green/, repaired);
    expect(chats).toBe(calls);
    expect(result.negatives.pairs).toEqual([]);
    expect(result.negatives.coverage.uncovered).toMatchObject({ wanted: 4 });
  });

  it.each([-1, 0.5, Number.NaN])('refuses %d repairs before it asks', async (repairs) => {
    const { result, chats } = await withModel({}, (asking) =>
      reflectedNegatives({ data, ...shopProfiles(data), ...asking, pairs, repairs }).catch(
        (error: unknown) => error,
      ),
    );
    expect(result).toMatchObject({ code: 'NEGATIVES_OPTION', message: `repairs is ${repairs}` });
    expect(chats).toBe(0);
  });
});
