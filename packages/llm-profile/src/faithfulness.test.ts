import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type TrainView } from '@hnlm/core';
import { simulateWorld } from '@hnlm/data';
import { openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { startOllamaDouble } from '@hnlm/llm/testing';
import { describe, expect, it } from 'vitest';
import { toyShop } from './__fixtures__/toy-shop.ts';
import { extractiveProfiles } from './extractive-profiles.ts';
import { faithfulness } from './faithfulness.ts';
import { llmProfiles } from './llm-profiles.ts';
import type { Profile, Profiles } from './profile.ts';

const data = toyShop();
const random = createRandom(1);

/** Writes by rule what the data say of each item. */
const writer =
  (say: (data: TrainView, item: number) => string) =>
  (seen: TrainView): Profiles => ({
    items: seen.items.ids.map((id, item): Profile | undefined => {
      const summarization = say(seen, item);
      const profile = {
        id,
        kind: 'item',
        summarization,
        reasoning: '',
        provenance: { writer: 'rule' },
      } as const;
      return summarization === '' ? undefined : profile;
    }),
    users: [],
    notes: [],
  });
const attributesOf = ({ texts }: TrainView, item: number) =>
  Object.values(texts[item].attributes ?? {}).join(' ');

describe('faithfulness', () => {
  it('finds a writer faithful that says the attributes and nothing else', async () => {
    const report = await faithfulness({ data, random, write: writer(attributesOf) });
    // All items but the last one have attributes.
    expect(report).toEqual({
      probed: 7,
      swapped: { named: 7, followed: 7, stale: 0 },
      added: { unchanged: 7, leaked: 0, overlap: 1 },
    });
  });

  it('finds a writer stale that goes by what it learnt by heart', async () => {
    const write = writer((_, item) => attributesOf(data, item));
    const { swapped } = await faithfulness({ data, random, write });
    expect(swapped).toEqual({ named: 7, followed: 0, stale: 7 });
  });

  it('finds a leak in a writer that repeats all it reads', async () => {
    const write = writer(({ texts }, item) =>
      `${attributesOf({ ...data, texts }, item)} ${texts[item].description ?? ''}`.trim(),
    );
    const { added, swapped } = await faithfulness({ data, random, write });
    expect(added).toMatchObject({ unchanged: 0, leaked: 7 });
    expect(added.overlap).toBeLessThan(0.7);
    expect(swapped.followed).toBe(7);
  });

  it('counts neither side where the old value was not named to begin with', async () => {
    const { swapped } = await faithfulness({ data, random, write: writer(() => 'a thing') });
    expect(swapped).toEqual({ named: 0, followed: 0, stale: 0 });
  });

  it('probes as many as asked for, the extractive writer too', async () => {
    const write = (seen: TrainView) => extractiveProfiles({ data: seen, kinds: ['item'] });
    const { probed, swapped } = await faithfulness({ data, random, write, probes: 3 });
    expect(probed).toBe(3);
    expect(swapped.stale).toBe(0);
  });

  it('finds that the extractive writer follows swaps, and repeats few facts that no similar item has', async () => {
    const { train } = simulateWorld({ users: 300, items: 300, seed: 1 }).dataset;
    const write = (seen: TrainView) => extractiveProfiles({ data: seen, kinds: ['item'] });
    const { probed, swapped, added } = await faithfulness({ data: train, random, write, probes: 200 });
    expect([probed, swapped]).toEqual([200, { named: 200, followed: 200, stale: 0 }]);
    // Words that stand beside 200 items drawn at random are tied to some of them by chance.
    expect(added.leaked).toBeLessThan(40);
    expect(added.unchanged).toBeGreaterThan(150);
    expect(await faithfulness({ data: train, random, write, probes: 1 })).toMatchObject({
      added: { leaked: 0, unchanged: 1, overlap: 1 },
    });
  });

  it('asks a language model for what changed alone', async () => {
    const double = await startOllamaDouble();
    const ledger = await openLedger(await mkdtemp(join(tmpdir(), 'hnlm-ledger-')));
    try {
      const model = ollama({ model: 'llama3.1:8b', host: double.url });
      const write = (seen: TrainView) => llmProfiles({ data: seen, model, ledger, kinds: ['item'] });
      expect((await faithfulness({ data, random, write, probes: 2 })).probed).toBe(2);
      expect(double.counters.requests['/api/chat']).toBe(7 + 2 + 2);
    } finally {
      await ledger.close();
      await double.close();
    }
  });
});
