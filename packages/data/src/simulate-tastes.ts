import type { Random } from '@hnlm/core';
import type { Product } from './simulate-catalogue.ts';

/** What the simulated users want. */
export interface Tastes {
  /** How much a user likes or averts the type of an item and its attribute values, in this order; 0 for most. */
  weights(user: number, item: number): readonly number[];
  /** Departments of the catalogue. */
  readonly departments: readonly string[];
  /** `[departments]`: how much a user looks around in each, relative to the others. */
  interests(user: number): Float32Array;
  /** The probability that a user likes an item once exposed to it. */
  relevance(user: number, item: number): number;
}

/** Strengths of {@link simulateTastes}. */
export interface TasteOptions {
  /** Share of the variance of utility that the texts' aspects explain, 0 to 1. */
  readonly textSignal: number;
  /** Size of an averted aspect's weight against a liked one's. */
  readonly aversion: number;
}

const hiddenDimensions = 4;
/** Shares of the aspects that a user likes, and averts. */
const likes = 0.22;
const averts = 0.12;
/** Users come in groups; this share of what makes a user is that of the group, the rest is their own. */
const groups = 16;
const groupShare = 0.75;
/** Spread of the interests in departments (of their logarithm). */
const interestSpread = 1.3;
/** With these a user likes about one item in six, and an averted aspect all but decides. */
const base = -5;
const strength = 2.5;

/**
 * Draws tastes. The utility of an item is `base + strength * (sqrt(t) * told + sqrt(1 - t) * hidden)` with
 * `t` the text signal: `told` sums the user's weights of the item's type and attribute values; `hidden` is a
 * product of factors that no text tells. Relevance is the logistic function of it.
 */
export function simulateTastes(
  users: number,
  products: readonly Product[],
  options: TasteOptions,
  random: Random,
): Tastes {
  const aspectsOf = products.map(aspects);
  const names = [...new Set(aspectsOf.flat())];
  const numbers = new Map(names.map((name, number) => [name, number]));
  // [products, aspects]: all products have as many.
  const itemAspects = Int32Array.from(aspectsOf.flat(), (name) => numbers.get(name)!);
  const perItem = aspectsOf[0].length;
  const groupOf = Int32Array.from({ length: users }, () => random.integer(groups));
  const weightOf = shareInGroups(
    drawWeights(users * names.length, options.aversion, random.split('weights')),
    drawWeights(groups * names.length, options.aversion, random.split('group weights')),
    groupOf,
    random.split('shared weights'),
  );
  const userFactors = shareInGroups(
    drawFactors(users, random.split('user factors')),
    drawFactors(groups, random.split('group factors')),
    groupOf,
    random.split('shared factors'),
  );
  const itemFactors = drawFactors(products.length, random.split('item factors'));

  const departments = [...new Set(products.map((product) => product.department))];
  const interestOf = shareInGroups(
    drawInterests(users * departments.length, random.split('interests')),
    drawInterests(groups * departments.length, random.split('group interests')),
    groupOf,
    random.split('shared interests'),
  );

  // Told and hidden vary about as much (at the default aversion), so that these roots give shares.
  const toldShare = Math.sqrt(options.textSignal);
  const hiddenShare = Math.sqrt(1 - options.textSignal);
  const relevance = (user: number, item: number) => {
    let told = 0;
    for (let aspect = item * perItem; aspect < (item + 1) * perItem; aspect++) {
      told += weightOf[user * names.length + itemAspects[aspect]];
    }
    let hidden = 0;
    for (let factor = 0; factor < hiddenDimensions; factor++) {
      hidden += userFactors[user * hiddenDimensions + factor] * itemFactors[item * hiddenDimensions + factor];
    }
    const utility = base + strength * (toldShare * told + hiddenShare * hidden);
    return 1 / (1 + Math.exp(-utility));
  };
  const weights = (user: number, item: number) =>
    Array.from(
      itemAspects.subarray(item * perItem, (item + 1) * perItem),
      (aspect) => weightOf[user * names.length + aspect],
    );
  const interests = (user: number) =>
    interestOf.subarray(user * departments.length, (user + 1) * departments.length);
  return { weights, departments, interests, relevance };
}

/** Names the aspects of a product that tastes may turn on: its type and its attribute values. */
function aspects({ concept: { type, attributes } }: Product): string[] {
  return [type, ...Object.entries(attributes).map(([dimension, value]) => `${dimension}:${value}`)];
}

/** Likes of about 1, aversions of about `-aversion`, zeros between. */
function drawWeights(count: number, aversion: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const kind = random.uniform();
    const size = 0.5 + random.uniform();
    return kind < likes ? size : kind < likes + averts ? -aversion * size : 0;
  });
}

/** Overwrites about `groupShare` of each user's row with what their group has there. */
function shareInGroups(
  own: Float32Array,
  ofGroup: Float32Array,
  groupOf: Int32Array,
  random: Random,
): Float32Array {
  const width = own.length / groupOf.length;
  for (let index = 0; index < own.length; index++) {
    const group = groupOf[Math.floor(index / width)];
    if (random.uniform() < groupShare) own[index] = ofGroup[group * width + (index % width)];
  }
  return own;
}

function drawInterests(count: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => Math.exp(interestSpread * random.normal()));
}

function drawFactors(rows: number, random: Random): Float32Array {
  return Float32Array.from({ length: rows * hiddenDimensions }, () => random.normal());
}
