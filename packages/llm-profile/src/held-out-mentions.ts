import { type HeldOut, rowOf, type TrainView } from '@hnlm/core';
import type { ProfileList } from './profile.ts';

/** A profile that names an item which its user is yet to meet. */
export interface HeldOutMention {
  /** Original ids. */
  readonly user: string;
  readonly item: string;
  readonly title: string;
  /** Which held-out part the item is in. */
  readonly part: HeldOut['part'];
}

/** Result of {@link heldOutMentions}: counts and mentions, nothing that training could take for data. */
export interface HeldOutReport {
  /** Profiles that were read. */
  readonly profiles: number;
  /** Of these: with one mention or more. */
  readonly naming: number;
  /**
   * What chance gives: profiles that name one of as many items drawn from all that the user does not have. Well below
   * `naming` where the writer saw the held-out data; near it where titles are common phrases, or popular.
   */
  readonly namingByChance: number;
  readonly mentions: readonly HeldOutMention[];
}

/** Options of {@link heldOutMentions}. */
export interface HeldOutMentionsOptions {
  /** Profiles of users by dense index. */
  readonly profiles: ProfileList;
  readonly train: TrainView;
  readonly heldOut: readonly HeldOut[];
  /** Titles of fewer words are common phrases, and are passed over; 3 by default. */
  readonly minTitleWords?: number;
}

/**
 * Looks for held-out items that user profiles name by title: signs that the writer of the profiles saw data that the
 * models are measured on. Compared are words without case and punctuation; years in brackets at the end of a title do
 * not count. Titles that a train item of the user shares are passed over.
 *
 * @example
 * ```ts
 * const report = heldOutMentions({ profiles, train, heldOut: [validation, test] });
 * report.naming; // 15, of report.profiles = 1000
 * ```
 */
export function heldOutMentions(options: HeldOutMentionsOptions): HeldOutReport {
  const { profiles, train, heldOut, minTitleWords = 3 } = options;
  const titles = train.texts.map(({ title = '' }) => plain(title.replace(/\s*\(\d{4}\)\s*$/, '')));
  const counts = new Map<string, number>();
  const lengths = new Set<number>();
  for (const title of titles) {
    const words = title.split(' ').length;
    if (title === '' || words < minTitleWords) continue;
    counts.set(title, (counts.get(title) ?? 0) + 1);
    lengths.add(words);
  }
  const sum = (some: Iterable<string>) => {
    let items = 0;
    for (const title of some) items += counts.get(title) ?? 0;
    return items;
  };
  const all = sum(counts.keys());

  const mentions: HeldOutMention[] = [];
  let read = 0;
  let naming = 0;
  let namingByChance = 0;
  for (const [user, profile] of profiles.entries()) {
    if (!profile) continue;
    read++;
    const known = new Set(Array.from(rowOf(train.interactions, user), (item) => titles[item]));
    const phrases = phrasesOf(plain(`${profile.summarization} ${profile.reasoning}`), lengths);
    const named = new Set([...phrases].filter((phrase) => counts.has(phrase) && !known.has(phrase)));
    const before = mentions.length;
    const own = new Set<number>();
    for (const { part, interactions } of heldOut) {
      for (const item of rowOf(interactions, user)) {
        if (counts.has(titles[item]) && !known.has(titles[item])) own.add(item);
        if (!named.has(titles[item])) continue;
        const ids = { user: train.users.ids[user], item: train.items.ids[item] };
        mentions.push({ ...ids, title: train.texts[item].title ?? '', part });
      }
    }
    if (mentions.length > before) naming++;
    namingByChance += chanceOfHit(all - sum(known), sum(named), own.size);
  }
  return { profiles: read, naming, namingByChance, mentions };
}

/** Returns the probability that a draw without replacement hits one of the named (hypergeometric). */
function chanceOfHit(candidates: number, named: number, draws: number): number {
  let miss = 1;
  for (let draw = 0; draw < draws; draw++) {
    miss *= Math.max(0, candidates - named - draw) / (candidates - draw);
  }
  return 1 - miss;
}

/** Lists the stretches of a text that have one of these numbers of words. */
function phrasesOf(text: string, lengths: Iterable<number>): Set<string> {
  const words = text.split(' ');
  const phrases = new Set<string>();
  for (const length of lengths) {
    for (let end = length; end <= words.length; end++) phrases.add(words.slice(end - length, end).join(' '));
  }
  return phrases;
}

/** Writes a text as its words, in lower case, with single blanks between them. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
