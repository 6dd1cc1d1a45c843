import type { Random, Review } from '@hnlm/core';
import type { Concept } from './concept-tree.ts';
import { pick, sentenceCase } from './simulate-catalogue.ts';

const plain = [
  'Does what it should.',
  'Happy with it.',
  'Would buy it again.',
  'Arrived quickly and works well.',
];

const praise: Readonly<Record<string, readonly string[]>> = {
  type: ['I love a good %.', 'My favourite kind of purchase: a %.'],
  material: ['Love that it is %.', 'The % makes all the difference.'],
  format: ['I always look for the % edition.', 'So glad that the % edition exists.'],
  ingredient: ['Anything with % wins me over.', 'The % is why I bought it.'],
  style: ['The % style is exactly mine.', 'I like things %, and this is.'],
  colour: ['Such a beautiful %.', 'I had to have it in %.'],
  scent: ['The scent (%) is my favourite.', 'Bought it for the scent: %.'],
  theme: ['I adore the % theme.', 'The % motif makes me smile.'],
  audience: ['Just what I need for %.', 'Wonderful for %.'],
  occasion: ['I use it for % all the time.', 'Great for %.'],
  place: ['I was looking for something for %.', 'Lovely for %.'],
};

const regret: Readonly<Record<string, readonly string[]>> = {
  type: ['Though I rarely need another %.'],
  material: ['I would rather it were not %.', 'A pity that it is %.'],
  format: ['I do not get on with the % edition, though.'],
  ingredient: ['I could do without the %.'],
  style: ['It is too % for me, though.', 'Not a friend of the % look.'],
  colour: ['I am not keen on the %, though.', 'Any colour but % would be better.'],
  scent: ['The scent (%) is not for me.'],
  theme: ['The % theme puts me off a little.', 'I could do without the % motif.'],
  audience: ['It is meant for %, which I did not want.'],
  occasion: ['Of no use to me for %.'],
  place: ['I have no use for it in %.'],
};

/**
 * Writes the review of a bought item: up to two liked aspects, and sometimes the one that disappointed.
 *
 * @param weights the user's weight of the product's type and of each attribute value
 * @param explains whether the user says why; else the review tells no reason
 */
export function simulateReview(
  { type, attributes }: Concept,
  weights: readonly number[],
  explains: boolean,
  random: Random,
): Review {
  const aspects = [['type', type], ...Object.entries(attributes)];
  const ranked = aspects
    .map(([dimension, value], aspect) => ({ dimension, value, weight: weights[aspect] }))
    .sort((a, b) => b.weight - a.weight);
  const liked = ranked.filter(({ weight }) => weight > 0).slice(0, 1 + random.integer(2));
  const disliked = ranked.at(-1)!.weight < 0 && random.uniform() < 0.6 ? ranked.slice(-1) : [];
  const say = (sentences: Readonly<Record<string, readonly string[]>>, { dimension, value }: Aspect) =>
    pick(sentences[dimension], random).replace('%', value);
  const told = explains
    ? [...liked.map((one) => say(praise, one)), ...disliked.map((one) => say(regret, one))]
    : [];
  const rating = disliked.length > 0 ? 4 : 5;
  return { text: sentenceCase((told.length > 0 ? told : [pick(plain, random)]).join(' ')), rating };
}

interface Aspect {
  readonly dimension: string;
  readonly value: string;
}
