import type { TrainView } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { blockShop, reordered } from './__fixtures__/block-shop.ts';
import { shopProfiles, withModel } from './__fixtures__/with-model.ts';
import { type LlmNegativesOptions, llmNegatives } from './llm-negatives.ts';
import { negativeRows } from './negative-set.ts';

const data = blockShop();

async function run(
  view: TrainView,
  maxCalls: number,
  scenario: Parameters<typeof withModel>[0] = {},
  options: Partial<LlmNegativesOptions> = {},
) {
  const { result: negatives, chats } = await withModel(scenario, (asking) =>
    llmNegatives({ data: view, ...shopProfiles(view), ...asking, maxCalls, ...options }),
  );
  return { negatives, chats };
}

const total = data.interactions.indices.length;

describe('llmNegatives', () => {
  it('serves users of one positive with the same profile by one call', async () => {
    const { negatives, chats } = await run(data, 3000);
    expect(chats).toBeLessThanOrEqual(80); // 40 items with two kinds of users
    const { pairs, covered, uncovered } = negatives.coverage;
    expect(pairs).toBe(total);
    expect(Object.keys(uncovered)).toEqual(['no-profile']);
    expect(covered + uncovered['no-profile']).toBe(total);
    for (const { text, provenance } of negatives.texts) {
      expect(text.split(/\s+/).length).toBeLessThanOrEqual(20);
      expect(provenance).toMatchObject({ generator: 'llm', task: { name: 'hard-negative' } });
    }
  });

  it('keeps to the number of calls', async () => {
    const { negatives, chats } = await run(data, 10);
    expect(chats).toBeLessThanOrEqual(10);
    expect(negatives.coverage.uncovered['over-budget']).toBeGreaterThan(0);
    expect(negatives.coverage.covered).toBeGreaterThan(0);
  });

  it('gives each original pair the same text whatever the order of users and items', async () => {
    const textsOf = async (view: TrainView) => {
      const { negatives } = await run(view, 50);
      return new Map(
        negativeRows(negatives).map(({ user, positive, text }) => [`${user} ${positive}`, text]),
      );
    };
    expect(await textsOf(reordered(data, 7))).toEqual(await textsOf(data));
  });

  it('counts pairs on which the model abstained', async () => {
    const { negatives } = await run(data, 3000, { scenario: 'none' });
    expect(negatives.pairs).toEqual([]);
    expect(negatives.coverage.uncovered.abstained).toBeGreaterThan(total / 2);
  });

  it('refuses a budget below 1', async () => {
    await expect(run(data, 0)).rejects.toMatchObject({ code: 'NEGATIVES_OPTION' });
  });

  it('asks for the selected pairs alone', async () => {
    const user = data.users.ids[4];
    const pairs = Array.from(data.interactions.indices.subarray(...data.interactions.indptr.subarray(4, 6)))
      .slice(0, 3)
      .map((item) => ({ user, positive: data.items.ids[item] }));
    const { negatives, chats } = await run(data, 3000, {}, { pairs });
    expect(chats).toBe(3);
    expect(negatives.pairs.map(({ positive }) => positive)).toEqual(pairs.map(({ positive }) => positive));
    expect(negatives.coverage.uncovered).toEqual({ 'not-selected': total - 3 });
  });

  it('does not share between users who are unlike, if asked', async () => {
    const { negatives } = await run(data, 41, {}, { leastOverlap: 0.5 });
    const kindOf = (user: string) => Number(user.slice(5)) % 2;
    const kinds = new Map<string, Set<number>>();
    for (const { user, positive, text } of negatives.pairs) {
      const key = `${positive} ${text}`;
      kinds.set(key, (kinds.get(key) ?? new Set()).add(kindOf(user)));
    }
    for (const ofText of kinds.values()) expect(ofText.size).toBe(1);
    expect(negatives.coverage.uncovered.unlike).toBeGreaterThan(0);
  });

  it('refuses an empty selection', async () => {
    await expect(run(data, 10, {}, { pairs: [] })).rejects.toMatchObject({ code: 'NEGATIVES_OPTION' });
  });
});
