import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { startOllamaDouble } from '@hnlm/llm/testing';
import { describe, expect, it } from 'vitest';
import { toyShop } from './__fixtures__/toy-shop.ts';
import { itemPrompt } from './item-prompt.ts';
import { type LlmProfilesOptions, llmProfiles } from './llm-profiles.ts';
import type { ProfileKind } from './profile.ts';
import type { TextChoice } from './text-choice.ts';

const data = toyShop();

async function run(
  scenario: Parameters<typeof startOllamaDouble>[0],
  folder?: string,
  kinds?: readonly ProfileKind[],
  budget: Pick<LlmProfilesOptions, 'maxProfiles' | 'choose'> = {},
) {
  const double = await startOllamaDouble(scenario);
  const ledger = await openLedger(folder ?? (await mkdtemp(join(tmpdir(), 'hnlm-ledger-'))));
  try {
    const events: string[] = [];
    const profiles = await llmProfiles({
      data,
      model: ollama({ model: 'llama3.1:8b', host: double.url }),
      ledger,
      kinds,
      ...budget,
      onEvent: ({ kind, done, total }) => events.push(`${kind} ${done}/${total}`),
    });
    return { profiles, events, chats: double.counters.requests['/api/chat'] ?? 0 };
  } finally {
    await ledger.close();
    await double.close();
  }
}

describe('llmProfiles', () => {
  it('writes a profile of everything that is known in words, and notes the rest', async () => {
    const { profiles, events, chats } = await run({});
    expect(profiles.items.map((profile) => profile?.id)).toEqual([...data.items.ids.slice(0, 7), undefined]);
    expect(profiles.users.map((profile) => profile?.id)).toEqual(['ann', 'bob', undefined]);
    expect(profiles.items[5]).toMatchObject({ kind: 'item', provenance: { writer: 'llm', attempts: 1 } });
    expect(profiles.notes.map(({ count, examples }) => [count, ...examples])).toEqual([
      [1, 'b7'],
      [1, 'cyd'],
    ]);
    expect(events.at(-1)).toBe('user 2/2');
    expect(chats).toBe(9);
  });

  it('asks for the wanted kind alone', async () => {
    const { profiles, chats } = await run({}, undefined, ['user']);
    expect(profiles.users.map((profile) => profile?.id)).toEqual(['ann', 'bob', undefined]);
    expect(profiles.items).toEqual(data.items.ids.map(() => undefined));
    expect(profiles.notes.map(({ examples }) => examples)).toEqual([['cyd']]);
    expect(chats).toBe(2);
  });

  it('asks for the chosen ones alone when the budget is short', async () => {
    const longest: TextChoice = (texts, budget) =>
      [...texts.keys()].sort((one, other) => texts[other].length - texts[one].length).slice(0, budget);
    const { profiles, chats } = await run({}, undefined, ['item'], { maxProfiles: 2, choose: longest });
    const lengths = data.items.ids.map((_, item) => itemPrompt(data, item)?.user.length ?? 0);
    const wanted = [...lengths.keys()].sort((one, other) => lengths[other] - lengths[one]).slice(0, 2);
    const written = profiles.items.flatMap((profile, item) => (profile ? [item] : []));
    expect(written).toEqual(wanted.toSorted());
    expect(profiles.notes.map(({ what, count }) => [what, count])).toContainEqual([
      'items without a profile: not chosen, the budget is short',
      5,
    ]);
    expect(chats).toBe(2);
  });

  it('asks nothing twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hnlm-ledger-'));
    const first = await run({}, folder);
    const second = await run({}, folder);
    expect(second.chats).toBe(0);
    expect(second.profiles).toEqual(first.profiles);
  });

  it('makes no profile where the model abstains', async () => {
    const { profiles } = await run({ scenario: 'none' });
    expect([...profiles.items, ...profiles.users].filter(Boolean)).toEqual([]);
    expect(profiles.notes.map(({ what }) => what)).toContain('items without a profile: the model abstained');
  });

  it('makes no profile of replies that were cut', async () => {
    const { profiles } = await run({ scenario: 'length' });
    expect([...profiles.items, ...profiles.users].filter(Boolean)).toEqual([]);
    expect(profiles.notes.map(({ what }) => what)).toContain('users without a profile: no valid reply');
  });
});
