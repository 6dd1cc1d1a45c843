import { createRandom } from '@hnlm/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, type EvidenceOrder, orderEvidence } from './order-evidence.ts';

const say = (review: string | undefined, rating?: number, time?: number): Evidence => ({
  shown: { title: 'Mug', review, rating },
  rating,
  time,
});
const reviews = (evidence: readonly Evidence[]) => evidence.map(({ shown }) => shown.review);

describe('orderEvidence', () => {
  it('deals ratings in turn, the longest review of each first, and what has no review last', () => {
    const evidence = [
      say('good', 5),
      say(undefined, 5),
      say('very good indeed', 5),
      say('bad', 1),
      say('quite good', 5),
      say('awful thing', 1),
    ];
    const wanted = ['very good indeed', 'awful thing', 'quite good', 'bad', 'good', undefined];
    expect(reviews(orderEvidence(evidence, 'varied', 0))).toEqual(wanted);
  });

  it('puts the newest first, and unknown times last', () => {
    const evidence = [say('a', 5, 10), say('b', 5), say('c', 5, 30), say('d', 5, 20)];
    expect(reviews(orderEvidence(evidence, 'newest', 0))).toEqual(['c', 'd', 'a', 'b']);
  });

  it('keeps what says the same once, at its newest time', () => {
    const evidence = [say('again', 5, 40), say('x', 5, 20), say('again', 5, 1)];
    expect(reviews(orderEvidence(evidence, 'newest', 0))).toEqual(['again', 'x']);
  });

  it('draws another order for another seed', () => {
    const evidence = Array.from({ length: 12 }, (_, n) => say(`review ${n}`, 5));
    const drawn = [1, 2, 3].map((seed) => reviews(orderEvidence(evidence, 'random', seed)).join());
    expect(new Set(drawn).size).toBe(3);
  });

  it('puts first what a function chooses, and the others after it', () => {
    const evidence = ['a', 'bbb', 'cc', 'dddd'].map((review) => say(review, 5));
    const longest = (texts: readonly string[], budget: number) =>
      [...texts.keys()].sort((one, other) => texts[other].length - texts[one].length).slice(0, budget);
    const ordered = reviews(orderEvidence(evidence, longest, 0, 2));
    expect(ordered.slice(0, 2)).toEqual(['dddd', 'bbb']);
    expect(ordered.toSorted()).toEqual(['a', 'bbb', 'cc', 'dddd']);
  });

  it('depends on content and seed, not on the order of the input', () => {
    const entry = fc
      .tuple(
        fc.option(fc.string({ maxLength: 4 }), { nil: undefined }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
      )
      .map(([review, rating, time]) => say(review, rating, time));
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 20 }),
        fc.constantFrom<EvidenceOrder>('varied', 'newest', 'random'),
        fc.nat(),
        (evidence, order, seed) => {
          const shuffled = createRandom(seed).shuffle(evidence.slice());
          expect(orderEvidence(shuffled, order, 7)).toEqual(orderEvidence(evidence, order, 7));
        },
      ),
    );
  });
});
