import type { ItemText, Random, TrainView } from '@hnlm/core';
import { checkLimits } from './check-limits.ts';
import type { ProfileList, Profiles } from './profile.ts';
import { wordsOf } from './words.ts';

/** Options of {@link faithfulness}. */
export interface FaithfulnessOptions {
  readonly data: TrainView;
  /** The writer that is probed; it is called three times, with data that differ in the probed items alone. */
  readonly write: (data: TrainView) => Profiles | Promise<Profiles>;
  /** Draws the items, the new values and the facts. */
  readonly random: Random;
  /** Most items to probe; 100 by default. Items without an attribute that the rest of the catalogue varies are not. */
  readonly probes?: number;
}

/** How a writer took changed evidence. Counts are of items; each is to be read against the one before it. */
export interface FaithfulnessReport {
  /** Items with a profile from all three passes. */
  readonly probed: number;
  /** An attribute was swapped wherever the evidence names it. */
  readonly swapped: {
    /** Profiles that named the old value to begin with. */
    readonly named: number;
    /** Of these: the new profile names the new value and no longer the old one. */
    readonly followed: number;
    /** Of these: the new profile still names the old value, which nothing supports now. */
    readonly stale: number;
  };
  /** A fact that says nothing about the product was added to the description. */
  readonly added: {
    /** The words of the profile stayed the same. */
    readonly unchanged: number;
    /** The profile names the fact. */
    readonly leaked: number;
    /** Mean share of words that both profiles have (Jaccard). */
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
 * Probes whether item profiles follow their evidence: once with an attribute swapped in title, labels, description and
 * reviews (the profile should change with it), once with an irrelevant fact added (it should not). After ReEval (dynamic
 * perturbation of evidence; arXiv 2310.12516), with rules of ours, so that no second model judges. Works with any writer:
 * run {@link extractiveProfiles} as the baseline beside a language model.
 *
 * @throws HnlmError `PROFILE_LIMIT` if `probes` is below 1; what the writer throws.
 * @example
 * ```ts
 * const report = await faithfulness({
 *   data,
 *   random: createRandom(0),
 *   write: (data) => llmProfiles({ data, model, ledger, kinds: ['item'] }),
 * });
 * report.swapped; // { named: 87, followed: 81, stale: 4 }
 * ```
 */
export async function faithfulness(options: FaithfulnessOptions): Promise<FaithfulnessReport> {
  const { data, write, random, probes: most = 100 } = options;
  checkLimits({ probes: most });
  const probes = drawProbes(data, random, most);
  const before = (await write(data)).items;
  const afterSwap = (await write(withSwaps(data, probes))).items;
  const afterFact = (await write(withFacts(data, probes))).items;

  let [probed, named, followed, stale, unchanged, leaked, overlap] = [0, 0, 0, 0, 0, 0, 0];
  for (const { item, from, to, fact } of probes) {
    const [first, second, third] = [before, afterSwap, afterFact].map((list) => wordsAt(list, item));
    if (!first || !second || !third) continue;
    probed++;
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
    swapped: { named, followed, stale },
    added: { unchanged, leaked, overlap: probed === 0 ? 0 : overlap / probed },
  };
}

function drawProbes(data: TrainView, random: Random, most: number): Probe[] {
  const values = new Map<string, Set<string>>();
  for (const { attributes = {} } of data.texts) {
    for (const [dimension, value] of Object.entries(attributes)) {
      const known = values.get(dimension) ?? new Set();
      values.set(dimension, known.add(value));
    }
  }
  const probes = data.items.ids.flatMap((id, item): (Probe & { readonly draw: number })[] => {
    // A stream of its own for each item: the order of the catalogue does not matter.
    const stream = random.split(id);
    const known = wordsOf(JSON.stringify(data.texts[item]));
    const swaps = Object.entries(data.texts[item].attributes ?? {}).flatMap(([dimension, from]) =>
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
  const { title, description, categories, attributes } = text;
  return {
    ...text,
    ...(title && { title: swap(title) }),
    ...(description && { description: swap(description) }),
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

function wordsAt(profiles: ProfileList, item: number): string[] | undefined {
  const profile = profiles[item];
  return profile && wordsOf(profile.summarization);
}

function names(words: readonly string[], value: string): boolean {
  return ` ${words.join(' ')} `.includes(` ${wordsOf(value).join(' ')} `);
}

function jaccard(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - shared;
  return all === 0 ? 1 : shared / all;
}
