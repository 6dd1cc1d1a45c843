import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainView } from '@hnlm/core';
import { openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { startOllamaDouble } from '@hnlm/llm/testing';
import { describe, expect, it } from 'vitest';
import { blockShop, reordered } from './__fixtures__/block-shop.ts';
import { llmNegatives } from './llm-negatives.ts';
import { negativeRows } from './negative-set.ts';

const data = blockShop();

/** Even users say they hate plastic, odd ones that they hate space; the last user has no profile. */
function profilesOf({ users, items, texts }: TrainView) {
  return {
    itemProfiles: items.ids.map((_, item) =>
      texts[item].title ? { summarization: texts[item].title } : undefined,
    ),
    userProfiles: users.ids.map((id) => {
      const user = Number(id.slice(5));
      if (user === users.size - 1) return undefined;
      return { summarization: user % 2 === 0 ? 'hates plastic things' : 'dislikes anything about space' };
    }),
  };
}

async function run(
  view: TrainView,
  maxCalls: number,
  scenario: Parameters<typeof startOllamaDouble>[0] = {},
) {
  const double = await startOllamaDouble(scenario);
  const ledger = await openLedger(await mkdtemp(join(tmpdir(), 'hnlm-ledger-')));
  try {
    const model = ollama({ model: 'llama3.1:8b', host: double.url });
    const negatives = await llmNegatives({ data: view, ...profilesOf(view), model, ledger, maxCalls });
    return { negatives, chats: double.counters.requests['/api/chat'] ?? 0 };
  } finally {
    await ledger.close();
    await double.close();
  }
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
});
