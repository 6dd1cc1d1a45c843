import { rowOf, type TrainView } from '@hnlm/core';
import { catalogueTerms } from './catalogue-terms.ts';
import { checkLimits } from './check-limits.ts';
import { extractItem } from './extract-item.ts';
import { extractUser } from './extract-user.ts';
import { noteMissing } from './note-missing.ts';
import type { Profile, ProfileKind, ProfileList, Profiles } from './profile.ts';
import { tiedWords } from './tied-words.ts';

/** Options of {@link extractiveProfiles}. */
export interface ExtractiveProfilesOptions {
  readonly data: TrainView;
  /** What to write profiles of; the list of the other stays without any. Both by default. */
  readonly kinds?: readonly ProfileKind[];
  /** Most words of a summary; 20 by default, the limit that HNLMRec sets for a generated negative. */
  readonly maxWords?: number;
}

/**
 * Writes profiles offline by picking words: no language model takes part, and nothing is said that the data do not
 * say. An item's profile is its title, its rarest labels and those words of its description that items like it have more
 * often than others; a user's profile is what is over-represented in the train history, and what the train reviews
 * complain about. Same data, same profiles.
 *
 * @throws HnlmError `PROFILE_LIMIT` if `maxWords` is no whole number of 5 or more.
 * @example
 * ```ts
 * const { items, users } = extractiveProfiles({ data: dataset.train });
 * items[0]?.summarization; // "Wooden dinosaur puzzle for toddlers: Toys, Puzzles; birch"
 * users[0]?.summarization; // "Likes wooden, puzzles and dinosaur; dislikes plastic."
 * ```
 */
export function extractiveProfiles(options: ExtractiveProfilesOptions): Profiles {
  const { data, kinds = ['item', 'user'], maxWords = 20 } = options;
  checkLimits({ maxWords }, 5);
  const writes = (kind: ProfileKind) => kinds.includes(kind);
  const terms = catalogueTerms(data);
  const tied = writes('item') ? tiedWords(data.texts, terms) : [];
  const items = data.items.ids.map((id, item): Profile | undefined => {
    const summarization = writes('item') ? extractItem(data.texts[item], terms, tied[item], maxWords) : '';
    if (summarization === '') return undefined;
    const reasoning = 'Title, rarest labels, and words of the description that similar items share.';
    return { id, kind: 'item', summarization, reasoning, provenance: { writer: 'extractive' } };
  });
  const users = data.users.ids.map((id, user): Profile | undefined => {
    const summarization = writes('user') ? extractUser(data, user, terms, maxWords) : '';
    if (summarization === '') return undefined;
    const reasoning = `Most distinctive terms of ${rowOf(data.interactions, user).length} train items.`;
    return { id, kind: 'user', summarization, reasoning, provenance: { writer: 'extractive' } };
  });
  const missing = (profiles: ProfileList, ids: readonly string[], reason: string) =>
    noteMissing(
      ids,
      profiles.map((profile) => (profile ? undefined : reason)),
    );
  const notes = [
    ...(writes('item')
      ? missing(items, data.items.ids, 'items without a profile: no text is known of them')
      : []),
    ...(writes('user')
      ? missing(users, data.users.ids, 'users without a profile: no train item with known terms')
      : []),
  ];
  return { items, users, notes };
}
