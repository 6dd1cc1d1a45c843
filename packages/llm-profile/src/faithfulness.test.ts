import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type ItemText, type TrainView } from '@hnlm/core';
import { simulateWorld } from '@hnlm/data';
import { openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { startOllamaDouble } from '@hnlm/llm/testing';
import { describe, expect, it } from 'vitest';
import { toyShop } from './__fixtures__/toy-shop.ts';
import { extractiveProfiles } from './extractive-profiles.ts';
import { faithfulness } from './faithfulness.ts';
import { llmProfiles } from './llm-profiles.ts';

const data = toyShop();
const random = createRandom(1);

/** Writes by rule what the data say of each item. */
const writer =
  (say: (data: TrainView, item: number) => string) =>
  (seen: TrainView): (string | undefined)[] =>
    seen.items.ids.map((_, item) => say(seen, item) || undefined);
/** All that can be swapped of an item. */
const propertiesOf = ({ texts }: TrainView, item: number) => {
  const { attributes = {}, brand = '', categories = [] } = texts[item];
  return [...Object.values(attributes), brand, categories.at(-1) ?? ''].join(' ').trim();
};

describe('faithfulness', () => {
  it('finds a writer faithful that says the properties and nothing else', async () => {
    const report = await faithfulness({ data, random, write: writer(propertiesOf) });
    // All items but the last one have properties.
    expect(report).toEqual({
      probed: 7,
      swapped: { changed: 7, named: 7, followed: 7, stale: 0 },
      added: { unchanged: 7, leaked: 0, overlap: 1 },
    });
  });

  it('finds a writer stale that goes by what it learnt by heart', async () => {
    const write = writer((_, item) => propertiesOf(data, item));
    const { swapped } = await faithfulness({ data, random, write });
    expect(swapped).toEqual({ changed: 0, named: 7, followed: 0, stale: 7 });
  });

  it('finds a leak in a writer that repeats all it reads', async () => {
    const write = writer((seen, item) =>
      `${propertiesOf(seen, item)} ${seen.texts[item].description ?? ''}`.trim(),
    );
    const { added, swapped } = await faithfulness({ data, random, write });
    expect(added).toMatchObject({ unchanged: 0, leaked: 7 });
    expect(added.overlap).toBeLessThan(0.7);
    expect(swapped.followed).toBe(7);
  });

  it('counts neither side where the old value was not named to begin with', async () => {
    const { swapped } = await faithfulness({ data, random, write: writer(() => 'a thing') });
    expect(swapped).toEqual({ changed: 0, named: 0, followed: 0, stale: 0 });
  });

  it.each<[string, (text: ItemText, item: number) => ItemText]>([
    ['genres alone, as of films', ({ title, categories }) => ({ title, categories })],
    ['brands alone', ({ title }, item) => ({ title, brand: title && ['Acme', 'Bolt'][item % 2] })],
    [
      'a brand that is also an attribute',
      (_, item) =>
        item === 7 ? {} : { brand: `Maker ${item % 3}`, attributes: { maker: `Maker ${item % 3}` } },
    ],
  ])('probes a catalogue with %s', async (_, textOf) => {
    const shop = { ...data, texts: data.texts.map(textOf) };
    const { probed, swapped } = await faithfulness({ data: shop, random, write: writer(propertiesOf) });
    expect(probed).toBe(7);
    expect(swapped).toEqual({ changed: 7, named: 7, followed: 7, stale: 0 });
  });

  it('refuses a catalogue with nothing to swap', async () => {
    const titles = { ...data, texts: data.texts.map(({ title }) => ({ title })) };
    const failure = faithfulness({ data: titles, random, write: writer(propertiesOf) });
    await expect(failure).rejects.toMatchObject({ code: 'PROFILE_PROBES' });
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
    expect([probed, swapped]).toEqual([200, { changed: 200, named: 200, followed: 200, stale: 0 }]);
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
