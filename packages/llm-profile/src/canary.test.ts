import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Dataset, expandRows, type TrainView } from '@hnlm/core';
import { loadDataset } from '@hnlm/data';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractiveProfiles } from './extractive-profiles.ts';
import { itemPrompt } from './item-prompt.ts';
import { userPrompt } from './user-prompt.ts';

const CANARY = 'The canary sang at midnight over the marmalade harbour.';
const adjectives = ['bright', 'quiet', 'sturdy', 'plain', 'curious', 'gentle', 'brisk', 'mellow'];

/** Writes 200 users with 12 reviewed items each; no two reviews are equal. `canary` names a pair as `u3,i7`. */
async function load(canary: string | undefined): Promise<Dataset> {
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-canary-'));
  const random = createRandom('canary');
  const lines = ['user_id,item_id,rating,review'];
  for (let user = 0; user < 200; user++) {
    const chosen = random.shuffle(Array.from({ length: 90 }, (_, item) => item)).slice(0, 12);
    for (const item of chosen) {
      const words = random.shuffle(adjectives.slice()).slice(0, 3).join(' and ');
      const review = `Number ${item} was ${words} for customer ${user}.`;
      lines.push(`u${user},i${item},5,${canary === `u${user},i${item}` ? `${review} ${CANARY}` : review}`);
    }
  }
  await writeFile(join(folder, 'shop.csv'), lines.join('\n'));
  const items = Array.from({ length: 90 }, (_, item) =>
    JSON.stringify({ item_id: `i${item}`, title: `Thing number ${item}`, categories: ['Things'] }),
  );
  await writeFile(join(folder, 'items.jsonl'), items.join('\n'));
  return loadDataset({
    path: join(folder, 'shop.csv'),
    format: 'csv',
    items: join(folder, 'items.jsonl'),
    seed: 3,
  });
}

function everyPrompt({ train }: Dataset): string {
  const items = train.items.ids.map((_, item) => itemPrompt(train, item)?.user);
  const users = train.users.ids.map((_, user) => userPrompt(train, user)?.user);
  return [...items, ...users].join('\n');
}

const firstPair = (
  { users, items, interactions }: Pick<TrainView, 'users' | 'items' | 'interactions'>,
  user: number,
) => `${users.ids[user]},${items.ids[interactions.indices[interactions.indptr[user]]]}`;

describe('a review planted as a canary', () => {
  let plain: Dataset;
  beforeAll(async () => {
    plain = await load(undefined);
  });

  it.each(['validation', 'test'] as const)(
    'reaches no prompt and no profile from the %s part',
    async (part) => {
      const dataset = await load(firstPair(plain[part], 17));
      expect(dataset[part].interactions).toEqual(plain[part].interactions);

      const { train } = dataset;
      const prompts = everyPrompt(dataset);
      const shown = new Set<string>();
      const users = expandRows(train.interactions);
      for (const [place, item] of train.interactions.indices.entries()) {
        const text = train.review(users[place], item)?.text ?? '';
        if (text !== '' && prompts.includes(JSON.stringify(text).slice(1, -1))) shown.add(text);
      }
      expect(shown.size).toBeGreaterThan(1000);
      expect(prompts).not.toMatch(/canary|marmalade/i);
      expect(JSON.stringify(extractiveProfiles({ data: train }))).not.toMatch(/canary|marmalade/i);
      expect(prompts).toBe(everyPrompt(plain));
    },
  );

  it('is found where it was planted in a train review, so the search can fail', async () => {
    const dataset = await load(firstPair(plain.train, 17));
    expect(everyPrompt(dataset)).toContain(CANARY);
  });
});
