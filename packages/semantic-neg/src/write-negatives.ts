import { createRandom, HnlmError } from '@hnlm/core';
import { checkCounts } from './check-counts.ts';
import { collectNegatives, type PairOutcome, usersByItem } from './collect-negatives.ts';
import { type HardNegativeSources, hardNegativePrompt } from './hard-negative-prompt.ts';
import type { NegativeSet } from './negative-set.ts';
import type { TrainPair } from './select-pairs.ts';
import { shareTexts } from './share-texts.ts';
import { wordOverlap } from './word-overlap.ts';

/** What to ask for, and who shares the answers. */
export interface SharingOptions extends HardNegativeSources {
  /** The train pairs that deserve a call, for instance from `selectPairs`; all by default. */
  readonly pairs?: readonly TrainPair[];
  /** Most texts to ask for, each of which may serve several users of a positive; 3,000 by default. */
  readonly maxCalls?: number;
  /**
   * Least overlap, 0 to 1, of the words of two profiles whose users share a text; 0 by default: sharing is only
   * limited by how many texts there are. Users who are left without one count as `unlike`.
   */
  readonly leastOverlap?: number;
}

/** A pair to ask for, by dense indices. */
export interface AskedPair {
  readonly user: number;
  readonly item: number;
}

/** Users of one positive that are compared as the one to ask for. */
const MOST_CANDIDATES = 16;

/**
 * Plans the calls, lets `answer` make them, and gives every train pair the answer of its likest user. Users of the
 * same positive share a call that is made for the one whose profile is nearest to the others', by the words they
 * share. Which pairs share depends on the original ids and the profiles alone.
 */
export async function writeNegatives(
  options: SharingOptions,
  answer: (asked: readonly AskedPair[]) => Promise<readonly PairOutcome[]>,
): Promise<NegativeSet> {
  const { data, maxCalls = 3000, leastOverlap = 0 } = options;
  checkCounts({ maxCalls });
  const isSelected = selection(options.pairs);
  const overlap = wordOverlap(options.userProfiles.map((profile) => profile?.summarization ?? ''));
  const groups = usersByItem(data).map((all, item) => {
    const selected = all.filter((user) => isSelected(data.users.ids[user], data.items.ids[item]));
    const users = selected.filter((user) => hardNegativePrompt(options, user, item) !== undefined);
    const candidates = createRandom('hard-negatives').split(data.items.ids[item]).shuffle(users.slice());
    return { all, selected, users, candidates: candidates.slice(0, MOST_CANDIDATES) };
  });
  const shared = shareTexts(
    groups.map(({ users, candidates }) => ({
      members: users.length,
      candidates: candidates.length,
      suits: (member, candidate) => overlap(users[member], candidates[candidate]),
    })),
    maxCalls,
  );
  const asked = groups.flatMap(({ candidates }, item) =>
    shared[item].chosen.map((candidate) => ({ item, user: candidates[candidate] })),
  );
  const answers = await answer(asked);

  let first = 0;
  const outcomes = groups.map(({ all, selected, users, candidates }, item) => {
    const { chosen, choice } = shared[item];
    const outcomeOf = new Map<number, PairOutcome>(all.map((user) => [user, { reason: 'not-selected' }]));
    for (const user of selected) outcomeOf.set(user, { reason: 'no-profile' });
    for (const [member, user] of users.entries()) {
      const place = choice[member];
      const writtenFor = candidates[chosen[place]];
      const unlike = place >= 0 && writtenFor !== user && overlap(user, writtenFor) < leastOverlap;
      const outcome = place < 0 ? { reason: 'over-budget' } : answers[first + place];
      outcomeOf.set(user, unlike ? { reason: 'unlike' } : outcome);
    }
    first += chosen.length;
    return outcomeOf;
  });
  return collectNegatives(data, outcomes);
}

function selection(pairs: readonly TrainPair[] | undefined): (user: string, positive: string) => boolean {
  if (!pairs) return () => true;
  if (pairs.length === 0) {
    throw new HnlmError('no pair is selected', {
      code: 'NEGATIVES_OPTION',
      hint: 'Select at least one pair, or leave pairs out to ask for all.',
    });
  }
  const selected = new Map<string, Set<string>>();
  for (const { user, positive } of pairs) {
    selected.set(user, (selected.get(user) ?? new Set()).add(positive));
  }
  return (user, positive) => selected.get(user)?.has(positive) ?? false;
}
