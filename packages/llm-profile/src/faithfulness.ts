import { HnlmError, type ItemText, type Random, type TrainView } from '@hnlm/core';
import { checkLimits } from './check-limits.ts';
import type { Profiles } from './profile.ts';
import { wordsOf } from './words.ts';

/** Options of {@link faithfulness}. */
export interface FaithfulnessOptions {
  readonly data: TrainView;
  /**
   * The writer that is probed; it is called three times, with data that differ in the probed items alone. It returns
   * profiles, or a text by dense item index: of a negative, for instance.
   */
  readonly write: (data: TrainView) => Written | Promise<Written>;
  /** Draws the items, the new values and the facts. */
  readonly random: Random;
  /**
   * Most items to probe; 100 by default. Items without an attribute, brand or category that the rest of the catalogue
   * varies are not.
   */
  readonly probes?: number;
}

/** What a writer that is probed returns; profiles of users are not looked at. */
export type Written = Pick<Profiles, 'items'> | readonly (string | undefined)[];

/** How a writer took changed evidence. Counts are of items; each is to be read against the one before it. */
export interface FaithfulnessReport {
  /** Items with a text from all three passes. */
  readonly probed: number;
  /** An attribute, the brand or the last category was swapped wherever the evidence names it. */
  readonly swapped: {
    /** The words of the text did not stay the same. */
    readonly changed: number;
    /** Texts that named the old value to begin with. */
    readonly named: number;
    /** Of these: the new text names the new value and no longer the old one. */
    readonly followed: number;
    /** Of these: the new text still names the old value, which nothing supports now. */
    readonly stale: number;
  };
  /** A fact that says nothing about the product was added to the description. */
  readonly added: {
    /** The words of the text stayed the same. */
    readonly unchanged: number;
    /** The text names the fact. */
    readonly leaked: number;
    /** Mean share of words that both texts have (Jaccard). */
    readonly overlap: number;
  };
}

/** Facts about the sale, and the words that give them away. */
const irrelevant = [
  { fact: 'This entry was last edited on a Tuesday.', words: ['tuesday', 'edited'] },
  { fact: 'The carton is stored on pallet seventeen.', words: ['carton', 'pallet', 'seventeen'] },
  { fact: 'The invoice is printed in duplicate.', words: ['invoice', 'duplicate'] },
];

interface Probe {
  readonly item: number;
  readonly from: string;
  readonly to: string;
  readonly fact: (typeof irrelevant)[number];
}

/**
 * Probes whether texts about items follow their evidence: once with an attribute, the brand or the last category swapped in
 * title, labels, description and reviews (the text should change with it), once with an irrelevant fact added (it should not). After ReEval (dynamic
 * perturbation of evidence; arXiv 2310.12516), with rules of ours, so that no second model judges. Works with any writer:
 * run {@link extractiveProfiles} as the baseline beside a language model.
 *
 * @throws HnlmError `PROFILE_LIMIT` if `probes` is below 1; `PROFILE_PROBES` where no item has anything to swap; what the writer throws.
 * @example
 * ```ts
 * const report = await faithfulness({
 *   data,
 *   random: createRandom(0),
 *   write: (data) => llmProfiles({ data, model, ledger, kinds: ['item'] }),
 * });
 * report.swapped; // { changed: 95, named: 87, followed: 81, stale: 4 }
 * ```
 */
export async function faithfulness(options: FaithfulnessOptions): Promise<FaithfulnessReport> {
  const { data, write, random, probes: most = 100 } = options;
  checkLimits({ probes: most });
  const probes = drawProbes(data, random, most);
  if (probes.length === 0) {
    throw new HnlmError(`none of the ${data.items.size} items has anything to swap`, {
      code: 'PROFILE_PROBES',
      hint: 'Load a catalogue with attributes, brands or categories of more than one value.',
    });
  }
  const before = wordsOfAll(await write(data));
  const afterSwap = wordsOfAll(await write(withSwaps(data, probes)));
  const afterFact = wordsOfAll(await write(withFacts(data, probes)));

  let [probed, changed, named, followed, stale, unchanged, leaked, overlap] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const { item, from, to, fact } of probes) {
    const [first, second, third] = [before, afterSwap, afterFact].map((list) => list[item]);
    if (!first || !second || !third) continue;
    probed++;
    if (first.join(' ') !== second.join(' ')) changed++;
    if (names(first, from)) {
      named++;
      if (names(second, from)) stale++;
      else if (names(second, to)) followed++;
    }
    if (first.join(' ') === third.join(' ')) unchanged++;
    if (fact.words.some((word) => third.includes(word) && !first.includes(word))) leaked++;
    overlap += jaccard(new Set(first), new Set(third));
  }
  return {
    probed,
    swapped: { changed, named, followed, stale },
    added: { unchanged, leaked, overlap: probed === 0 ? 0 : overlap / probed },
  };
}

function drawProbes(data: TrainView, random: Random, most: number): Probe[] {
  const values = new Map<string, Set<string>>();
  for (const text of data.texts) {
    for (const [dimension, value] of propertiesOf(text)) {
      const known = values.get(dimension) ?? new Set();
      values.set(dimension, known.add(value));
    }
  }
  const probes = data.items.ids.flatMap((id, item): (Probe & { readonly draw: number })[] => {
    // A stream of its own for each item: the order of the catalogue does not matter.
    const stream = random.split(id);
    const known = wordsOf(JSON.stringify(data.texts[item]));
    const swaps = propertiesOf(data.texts[item]).flatMap(([dimension, from]) =>
      [...(values.get(dimension) ?? [])]
        .filter((to) => wordsOf(from).length > 0 && wordsOf(to).length > 0 && !names(known, to))
        .sort()
        .map((to) => ({ from, to })),
    );
    if (swaps.length === 0) return [];
    const swap = swaps[stream.integer(swaps.length)];
    return [{ item, ...swap, fact: irrelevant[stream.integer(irrelevant.length)], draw: stream.bits() }];
  });
  return probes.sort((one, other) => one.draw - other.draw).slice(0, most);
}

/** What can be swapped of an item, by dimension. */
function propertiesOf({
  attributes = {},
  brand,
  categories = [],
}: ItemText): [dimension: string, value: string][] {
  const own = Object.entries(attributes).map(([name, value]): [string, string] => [
    `attribute ${name}`,
    value,
  ]);
  if (brand) own.push(['brand', brand]);
  const category = categories.at(-1);
  if (category) own.push(['category', category]);
  return own;
}

function withSwaps(data: TrainView, probes: readonly Probe[]): TrainView {
  const swaps = new Map(probes.map(({ item, from, to }) => [item, swapper(from, to)]));
  return {
    ...data,
    texts: data.texts.map((text, item) => swapText(text, swaps.get(item))),
    review(user, item) {
      const review = data.review(user, item);
      const swap = swaps.get(item);
      if (!review || !swap) return review;
      return { ...review, text: swap(review.text), ...(review.title && { title: swap(review.title) }) };
    },
  };
}

function swapText(text: ItemText, swap: ((text: string) => string) | undefined): ItemText {
  if (!swap) return text;
  const { title, description, brand, categories, attributes } = text;
  return {
    ...text,
    ...(title && { title: swap(title) }),
    ...(description && { description: swap(description) }),
    ...(brand && { brand: swap(brand) }),
    ...(categories && { categories: categories.map(swap) }),
    ...(attributes && {
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, swap(value)])),
    }),
  };
}

/** Makes the replacement of whole words in any case. */
function swapper(from: string, to: string): (text: string) => string {
  const literal = from.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
  return (text) => text.replace(pattern, () => to);
}

function withFacts(data: TrainView, probes: readonly Probe[]): TrainView {
  const texts = data.texts.slice();
  for (const { item, fact } of probes) {
    const { description = '' } = texts[item];
    texts[item] = { ...texts[item], description: `${description} ${fact.fact}`.trim() };
  }
  return { ...data, texts };
}

function wordsOfAll(written: Written): (string[] | undefined)[] {
  const texts = 'items' in written ? written.items.map((profile) => profile?.summarization) : written;
  return texts.map((text) => (text === undefined ? undefined : wordsOf(text)));
}

function names(words: readonly string[], value: string): boolean {
  return ` ${words.join(' ')} `.includes(` ${wordsOf(value).join(' ')} `);
}

function jaccard(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 1 : shared / all;
}
