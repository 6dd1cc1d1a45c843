import { csrFromPairs, type Validation } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { toyShop } from './__fixtures__/toy-shop.ts';
import { heldOutMentions } from './held-out-mentions.ts';
import type { Profile } from './profile.ts';

const train = toyShop();

function heldOut(pairs: readonly [number, number][]): Validation {
  const { users, items, fingerprint, interactions: masked } = train;
  const [rows, columns] = [0, 1].map((side) => pairs.map((pair) => pair[side]));
  const interactions = csrFromPairs(users.size, items.size, rows, columns);
  return { part: 'validation', users, items, fingerprint, interactions, masked };
}

const saying = (summarization: string, reasoning = ''): Profile => ({
  id: 'ann',
  kind: 'user',
  summarization,
  reasoning,
  provenance: { writer: 'import' },
});

describe('heldOutMentions', () => {
  it('finds a held-out item by its title, in any case and punctuation, in text or reasons', () => {
    const profiles = [
      saying('Likes the PLASTIC Race-Car.'),
      saying('tea', 'has a steel garden rake'),
      undefined,
    ];
    const report = heldOutMentions({
      profiles,
      train,
      heldOut: [
        heldOut([
          [0, 4],
          [1, 4],
        ]),
      ],
    });
    expect(report).toMatchObject({ profiles: 2, naming: 1 });
    expect(report.mentions).toEqual([
      { user: 'ann', item: 'b4', title: 'Plastic race car', part: 'validation' },
    ]);
  });

  it('finds none in part of a word, of another user, of train, or with too short a title', () => {
    const inTrain = heldOutMentions({
      profiles: [saying('plastic space puzzle'), undefined, undefined],
      train,
      heldOut: [
        heldOut([
          [0, 4],
          [1, 3],
        ]),
      ],
    });
    expect(inTrain.naming).toBe(0);
    const part = { profiles: [saying('a plastic race cart')], train, heldOut: [heldOut([[0, 4]])] };
    expect(heldOutMentions(part).naming).toBe(0);
    const short = { profiles: [saying('a plastic race car')], train, heldOut: [heldOut([[0, 4]])] };
    expect(heldOutMentions({ ...short, minTitleWords: 4 }).naming).toBe(0);
    expect(heldOutMentions(short).naming).toBe(1);
  });

  it('does not count the year at the end of a title', () => {
    const texts = train.texts.map((text) => ({ ...text, title: text.title && `${text.title} (1999)` }));
    const profiles = [saying('the plastic race car')];
    const report = heldOutMentions({ profiles, train: { ...train, texts }, heldOut: [heldOut([[0, 4]])] });
    expect(report.naming).toBe(1);
  });

  it('says what chance gives', () => {
    // Of ann's strange items b4, b5 and b6 (b7 has no title), one is named and two are held out: 1 - 2/3 * 1/2.
    const report = heldOutMentions({
      profiles: [saying('the plastic race car')],
      train,
      heldOut: [
        heldOut([
          [0, 5],
          [0, 6],
        ]),
      ],
    });
    expect(report.naming).toBe(0);
    expect(report.namingByChance).toBeCloseTo(2 / 3);
  });
});
